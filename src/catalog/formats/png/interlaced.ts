import type { ByteSource } from "../../../core/image/format.ts";
import { unzlibbed } from "../reading/deflate.ts";
import { refuse } from "../reading/refuse.ts";
import { chunksOf } from "./chunks.ts";

/** First row and column of each of Adam7's passes, and the steps between them (PNG specification, 8.2). */
const PASSES = [
  [0, 0, 8, 8],
  [0, 4, 8, 8],
  [4, 0, 8, 4],
  [0, 2, 4, 4],
  [2, 0, 4, 2],
  [0, 1, 2, 2],
  [1, 0, 2, 1],
] as const;

interface Size {
  readonly width: number;
  readonly height: number;
  /** Of a pixel, which has one sample; less than 8. */
  readonly bits: number;
}

interface Pass {
  readonly start: readonly [row: number, column: number];
  readonly step: readonly [row: number, column: number];
  readonly width: number;
  readonly height: number;
  readonly rowBytes: number;
}

/** Samples of an interlaced picture of less than 8 bits a pixel, one byte each. Throws StudioError "UnreadableFile". */
export async function decodeInterlaced(source: ByteSource, size: Size): Promise<Uint8Array<ArrayBuffer>> {
  const passes = passesOf(size);
  const data = unzlibbed(
    await joinedData(source),
    passes.reduce((sum, { height, rowBytes }) => sum + height * (1 + rowBytes), 0),
  );
  const samples = new Uint8Array(size.width * size.height);
  let at = 0;
  for (const { start, step, width, height, rowBytes } of passes) {
    let above = new Uint8Array(rowBytes);
    for (let row = 0; row < height; row++, at += 1 + rowBytes) {
      const bytes = data.subarray(at + 1, at + 1 + rowBytes);
      unfilter(data[at]!, bytes, above);
      for (let column = 0; column < width; column++)
        samples[(start[0] + row * step[0]) * size.width + start[1] + column * step[1]] = sampleAt(
          bytes,
          0,
          column,
          size.bits,
        );
      above = bytes;
    }
  }
  return samples;
}

function passesOf({ width, height, bits }: Size): readonly Pass[] {
  return PASSES.map(([row, column, down, across]): Pass => {
    const [columns, rows] = [Math.ceil((width - column) / across), Math.ceil((height - row) / down)];
    return {
      start: [row, column],
      step: [down, across],
      width: columns,
      height: rows,
      rowBytes: Math.ceil((columns * bits) / 8),
    };
  }).filter((pass) => pass.width > 0 && pass.height > 0);
}

async function joinedData(source: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const { type, read } of chunksOf(source)) {
    const content = await read();
    if (type === "IDAT") parts.push(content);
    if (type === "IEND") return new Uint8Array(await new Blob(parts).arrayBuffer());
  }
  return refuse("This PNG has no end. It was cut off; download or save it again.");
}

/** Adds in place what a row was predicted to be (PNG specification, 9.2); pixels of less than 8 bits are predicted from the byte to the left. */
function unfilter(kind: number, row: Uint8Array, above: Uint8Array): void {
  const predict =
    PREDICTIONS[kind] ??
    refuse(`A row of this PNG is filtered by method ${kind}; there are 0 to 4. The file is damaged; save it again.`);
  for (let at = 0; at < row.length; at++) row[at]! += predict(row[at - 1] ?? 0, above[at]!, above[at - 1] ?? 0);
}

const PREDICTIONS: readonly ((left: number, up: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** The sample of a row that begins at a byte; samples are packed from the high bit on. */
export function sampleAt(bytes: Uint8Array, rowStart: number, column: number, bits: number): number {
  const perByte = 8 / bits;
  return (bytes[rowStart + Math.floor(column / perByte)]! >> (8 - bits * ((column % perByte) + 1))) & ((1 << bits) - 1);
}
