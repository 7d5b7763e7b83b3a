import { mixed, packed, type Rgb } from "./colors.ts";
import { windowedGreys, type GreyPicture } from "./paintSlice.ts";

/** Values from 0 to 1 in the colours of a table, over the image; `share` of the colour, the rest is the image. */
export function paintValues(
  picture: GreyPicture,
  values: Float32Array,
  table: readonly Rgb[],
  share: number,
): ImageData {
  const greys = windowedGreys(picture);
  const pixels = new Uint32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const grey = greys[index]!;
    const place = Math.round(Math.min(1, Math.max(0, values[index]!)) * (table.length - 1));
    pixels[index] = packed(...mixed([grey, grey, grey], table[place]!, share));
  }
  return new ImageData(new Uint8ClampedArray(pixels.buffer), picture.width, picture.height);
}
