import { frameReader } from "../../core/image/boxes.ts";
import type { ByteSource, Format } from "../../core/image/format.ts";
import { fieldsOf } from "./reading/fields.ts";
import { orientationOf, turnedWarnings } from "./reading/orientation.ts";
import { checkPiece, refuse } from "./reading/refuse.ts";

const MOST_MEGAPIXELS = 400;

/** JPEG, grey or colour. Its compression changes values, so it cannot hold labels. */
export default {
  id: "jpeg",
  label: "JPEG",
  extensions: ["jpg", "jpeg"],
  sniff: ([a, b, c]) => a === 0xff && b === 0xd8 && c === 0xff,
  async open(source) {
    const { width, height, components, orientation } = await headerOf(source);
    if (width < 1 || height < 1 || width * height > MOST_MEGAPIXELS * 1e6)
      refuse(`Its header says ${width} × ${height} pixels; 1 to ${MOST_MEGAPIXELS} megapixels can be opened.`);
    if (components !== 1 && components !== 3)
      refuse(
        `Its pixels have ${components} components${components === 4 ? ", as those made for printing do (CMYK)" : ""}; grey and colour JPEG can be opened. Save it as PNG or TIFF in grey or RGB.`,
      );
    const isGrey = components === 1;
    const shape = isGrey ? [height, width] : [height, width, 3];
    checkPiece(width * height * 3, "It");
    return [
      {
        name: "",
        shape,
        axes: isGrey ? "yx" : "yxs",
        dtype: "uint8",
        voxelSizeNm: null,
        description: "JPEG, 8-bit",
        ...(!isGrey && { samples: "color" as const }),
        isLossy: true,
        warnings: turnedWarnings(orientation),
        read: frameReader(shape, shape.length, 1, async () => {
          const colors = await decodeJpeg(source);
          return isGrey ? colors.filter((_, index) => index % 3 === 0) : colors;
        }),
      },
    ];
  },
} satisfies Format;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  /** 1 as stored, 2 to 8 turned or mirrored. */
  readonly orientation: number;
}

const EXIF = "Exif";

/** Size and number of components, from the first start-of-frame marker, and the orientation that an Exif block before it gives. */
async function headerOf(source: ByteSource): Promise<Header> {
  let [at, orientation] = [2, 1];
  while (at + 10 <= source.size) {
    const fields = fieldsOf(await source.read(at, 10), false);
    const marker = fields.u8(1);
    if (fields.u8(0) !== 0xff) break;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: fields.u16(5), width: fields.u16(7), components: fields.u8(9), orientation };
    const end = Math.min(source.size, at + 2 + fields.u16(2));
    if (marker === 0xe1 && fields.text(4, 6) === EXIF && end > at + 10)
      orientation = orientationOf(await source.read(at + 10, end - at - 10));
    at += marker === 0xff ? 1 : 2 + fields.u16(2);
  }
  return refuse("This JPEG has no picture. It was cut off, or is damaged; saving it as PNG or TIFF would work.");
}

async function decodeJpeg(source: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  const { decode } = await import("jpeg-js");
  const bytes = await source.read(0, source.size);
  if (!endsWithMarker(bytes))
    refuse("This JPEG has no end: it was cut off, and its lower part is missing. Download or save it again.");
  try {
    return new Uint8Array(
      decode(bytes, {
        useTArray: true,
        formatAsRGBA: false,
        maxMemoryUsageInMB: 4096,
        maxResolutionInMP: MOST_MEGAPIXELS,
        tolerantDecoding: false,
      }).data,
    );
  } catch (error) {
    return refuse(
      `This JPEG cannot be read (${error instanceof Error ? error.message : String(error)}). Saving it as PNG or TIFF would work.`,
    );
  }
}

/** The end marker, behind which some cameras leave a little more. */
function endsWithMarker(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 2; at >= Math.max(2, bytes.length - MOST_TRAILER); at--)
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  return false;
}

const MOST_TRAILER = 4096;
