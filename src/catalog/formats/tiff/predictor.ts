import { swapBytes } from "../../../core/image/elements.ts";

export interface Rows {
  /** Samples of one row, of `size` bytes each. */
  readonly width: number;
  readonly samples: number;
  readonly size: number;
  readonly isLittleEndian: boolean;
}

/** Undoes a predictor in place; the bytes are little-endian afterwards. 1: none, 2: differences (TIFF 6.0, section 14), 3: of floats, byte by byte (Adobe's technical note 3). */
export function undoPredictor(bytes: Uint8Array<ArrayBuffer>, predictor: number, rows: Rows): void {
  if (predictor === 3) {
    undoFloatPredictor(bytes, rows);
    return;
  }
  if (!rows.isLittleEndian) swapBytes(bytes, rows.size);
  if (predictor === 2) addUp(elementsOf(bytes, rows.size), rows.width * rows.samples, rows.samples);
}

function elementsOf(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
): Uint8Array | Uint16Array | Uint32Array | BigUint64Array {
  const [offset, count] = [bytes.byteOffset, Math.floor(bytes.length / size)];
  switch (size) {
    case 2:
      return new Uint16Array(bytes.buffer, offset, count);
    case 4:
      return new Uint32Array(bytes.buffer, offset, count);
    case 8:
      return new BigUint64Array(bytes.buffer, offset, count);
    default:
      return bytes;
  }
}

function addUp(
  elements: Uint8Array | Uint16Array | Uint32Array | BigUint64Array,
  rowLength: number,
  samples: number,
): void {
  if (elements instanceof BigUint64Array) {
    addUpLong(elements, rowLength, samples);
    return;
  }
  for (let row = 0; row + rowLength <= elements.length; row += rowLength) {
    for (let at = row + samples; at < row + rowLength; at++) elements[at] = elements[at]! + elements[at - samples]!;
  }
}

function addUpLong(elements: BigUint64Array, rowLength: number, samples: number): void {
  for (let row = 0; row + rowLength <= elements.length; row += rowLength) {
    for (let at = row + samples; at < row + rowLength; at++) elements[at] = elements[at]! + elements[at - samples]!;
  }
}

/** Each row holds the differences of all high bytes, then of the next, and so on. */
function undoFloatPredictor(bytes: Uint8Array, { width, samples, size }: Rows): void {
  const count = width * samples;
  const rowBytes = count * size;
  const row = new Uint8Array(rowBytes);
  for (let start = 0; start + rowBytes <= bytes.length; start += rowBytes) {
    row.set(bytes.subarray(start, start + rowBytes));
    for (let at = samples; at < rowBytes; at++) row[at] = row[at]! + row[at - samples]!;
    for (let index = 0; index < count; index++)
      for (let byte = 0; byte < size; byte++)
        bytes[start + index * size + byte] = row[(size - 1 - byte) * count + index]!;
  }
}
