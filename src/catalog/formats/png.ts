import type { decode } from "fast-png";
import { StudioError } from "../../core/errors.ts";
import type { DecodedFile, Format } from "../../core/image/format.ts";
import type { VoxelArray } from "../../core/image/volume.ts";
import { greyOf, packColors } from "./colors.ts";

/** PNG of 1 to 16 bits, grey, palette or colour. A palette file gives its indices where they are grey codes, else its colours. */
export default {
  id: "png",
  label: "PNG",
  extensions: ["png"],
  sniff: ([a, b, c, d]) => a === 0x89 && b === 0x50 && c === 0x4e && d === 0x47,
  async decode(bytes) {
    const { decode: read } = await import("fast-png");
    try {
      return decoded(read(bytes));
    } catch (error) {
      if (error instanceof StudioError) throw error;
      throw new StudioError("UnreadableFile", `This PNG cannot be read (${error instanceof Error ? error.message : String(error)}). It may be damaged; saving it again would work.`);
    }
  },
} satisfies Format;

type Png = ReturnType<typeof decode>;

function decoded(png: Png): DecodedFile {
  const { width, height, depth, channels, palette } = png;
  const describe = (kind: string) => `PNG, ${depth}-bit ${kind}`;
  const volume = (data: VoxelArray) => ({ shape: [1, height, width] as const, data, voxelSizeNm: null });
  if (palette) {
    const colors = Int32Array.from(samplesOf(png), (index) => colorAt(palette[index]));
    return fromColors(colors, describe("palette"), volume);
  }
  if (channels >= 3) return fromColors(packColors(samplesOf(png), channels, depth === 16 ? 8 : 0), describe("colour"), volume);
  const grey = channels === 2 ? everySecond(samplesOf(png)) : samplesOf(png);
  return { volume: volume(grey), description: describe("grey"), isColor: false, isLossy: false, warnings: [] };
}

function fromColors(colors: Int32Array<ArrayBuffer>, description: string, volume: (data: VoxelArray) => DecodedFile["volume"]): DecodedFile {
  const grey = greyOf(colors);
  return { volume: volume(grey ?? colors), description, isColor: !grey, isLossy: false, warnings: [] };
}

function colorAt(color: readonly number[] | undefined): number {
  if (!color) throw new StudioError("UnreadableFile", "This PNG has pixels that are not in its palette.");
  return (color[0]! << 16) | (color[1]! << 8) | color[2]!;
}

/** One value per sample; files of 1, 2 and 4 bits are packed, each row starting on a byte. */
function samplesOf({ data, depth, width, height, channels }: Png): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  if (depth === 16) return Uint16Array.from(data);
  if (depth === 8) return Uint8Array.from(data);
  const [perRow, perByte, mask] = [Math.ceil((width * channels * depth) / 8), 8 / depth, (1 << depth) - 1];
  const samples = new Uint8Array(width * height * channels);
  for (let index = 0; index < samples.length; index++) {
    const [row, column] = [Math.floor(index / (width * channels)), index % (width * channels)];
    const byte = data[row * perRow + Math.floor(column / perByte)]!;
    samples[index] = (byte >> (8 - depth * ((column % perByte) + 1))) & mask;
  }
  return samples;
}

const everySecond = (samples: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>) => samples.filter((_, index) => index % 2 === 0);
