import { checkPiece, refuse } from "./refuse.ts";

/**
 * Unpacks a bzip2 stream (Seward; format as described by J. Tsai, "BZIP2: Format Specification", 2016), every block's checksum
 * tested. Throws StudioError "UnreadableFile" for damaged data or more than `most` bytes.
 */
export function bunzipped(data: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  checkPiece(most, "Its bzip2 data");
  const bits = createBits(data);
  const output = createOutput(most);
  do readStream(bits, output);
  while (bits.bytesLeft() >= 14);
  return output.content();
}

type Bits = ReturnType<typeof createBits>;
type Output = ReturnType<typeof createOutput>;

const damaged = (): never =>
  refuse("Its bzip2 compression is damaged or the file was cut off. Download or save it again.");

function createBits(data: Uint8Array) {
  let [at, buffer, held] = [0, 0, 0];
  const take = (count: number): number => {
    while (held < count) {
      if (at >= data.length) damaged();
      buffer = ((buffer << 8) | data[at++]!) & 0xffffffff;
      held += 8;
    }
    held -= count;
    return (buffer >>> held) & ((1 << count) - 1);
  };
  return {
    take,
    bit: () => take(1),
    long: () => take(16) * 65536 + take(16),
    align: () => (held -= held % 8),
    bytesLeft: () => data.length - at + Math.floor(held / 8),
  };
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

function createOutput(most: number) {
  let [bytes, length, crc] = [new Uint8Array(Math.min(most, 1 << 20)), 0, ~0];
  return {
    push(byte: number) {
      if (length >= most)
        refuse(`Its bzip2 data unpack to more than the ${most} bytes that its header says. The file is damaged.`);
      if (length === bytes.length) {
        const larger = new Uint8Array(Math.min(most, length * 2));
        larger.set(bytes);
        bytes = larger;
      }
      bytes[length++] = byte;
      crc = (crc << 8) ^ CRC[(crc >>> 24) ^ byte]!;
    },
    /** The checksum since the last call. */
    checksum() {
      const sum = ~crc >>> 0;
      crc = ~0;
      return sum;
    },
    content: () => bytes.subarray(0, length),
  };
}

const [BLOCK_HIGH, BLOCK_LOW, END_HIGH, END_LOW] = [0x314159, 0x265359, 0x177245, 0x385090];

function readStream(bits: Bits, output: Output): void {
  if (bits.take(8) !== 0x42 || bits.take(8) !== 0x5a || bits.take(8) !== 0x68) damaged();
  const level = bits.take(8) - 48;
  if (level < 1 || level > 9) damaged();
  let total = 0;
  for (;;) {
    const [high, low] = [bits.take(24), bits.take(24)];
    const crc = bits.long();
    if (high === END_HIGH && low === END_LOW) {
      if (crc !== total) damaged();
      bits.align();
      return;
    }
    if (high !== BLOCK_HIGH || low !== BLOCK_LOW) damaged();
    readBlock(bits, output, level * 100_000);
    if (output.checksum() !== crc) damaged();
    total = (((total << 1) | (total >>> 31)) ^ crc) >>> 0;
  }
}

function readBlock(bits: Bits, output: Output, most: number): void {
  if (bits.bit()) refuse("Its bzip2 data are of a kind (randomised) that was given up in 1997. Save the file again.");
  const origin = bits.take(24);
  const symbols = readSymbols(bits);
  const { tables, selectors } = readTables(bits, symbols.length + 2);
  const block = readMoves(bits, { tables, selectors, symbols, most });
  if (origin >= block.length) damaged();
  writeOut(inverse(block), origin, output);
}

function readSymbols(bits: Bits): number[] {
  const used = bits.take(16);
  const symbols: number[] = [];
  for (let group = 0; group < 16; group++) {
    if (!(used & (0x8000 >> group))) continue;
    const row = bits.take(16);
    for (let member = 0; member < 16; member++) if (row & (0x8000 >> member)) symbols.push(group * 16 + member);
  }
  return symbols.length > 0 ? symbols : damaged();
}

interface Huffman {
  /** Largest code of each length, first index of each length in `order`. */
  readonly limit: Int32Array;
  readonly base: Int32Array;
  readonly order: readonly number[];
}

const MOST_CODE_BITS = 20;

function readTables(bits: Bits, alphabet: number) {
  const [count, selectorCount] = [bits.take(3), bits.take(15)];
  if (count < 2 || count > 6 || selectorCount < 1) damaged();
  const recent = Array.from({ length: count }, (_, index) => index);
  const selectors = new Uint8Array(selectorCount);
  for (let index = 0; index < selectorCount; index++) {
    let place = 0;
    while (bits.bit()) if (++place >= count) damaged();
    recent.unshift(...recent.splice(place, 1));
    selectors[index] = recent[0]!;
  }
  return { selectors, tables: Array.from({ length: count }, () => readTable(bits, alphabet)) };
}

function readTable(bits: Bits, alphabet: number): Huffman {
  let length = bits.take(5);
  const lengths = Array.from({ length: alphabet }, () => {
    while (bits.bit()) length += bits.bit() ? -1 : 1;
    return length >= 1 && length <= MOST_CODE_BITS ? length : damaged();
  });
  const [limit, base] = [new Int32Array(MOST_CODE_BITS + 2).fill(-1), new Int32Array(MOST_CODE_BITS + 2)];
  const order: number[] = [];
  let code = 0;
  for (let size = 1; size <= MOST_CODE_BITS; size++) {
    base[size] = order.length - code;
    lengths.forEach((each, symbol) => {
      if (each !== size) return;
      order.push(symbol);
      code++;
    });
    limit[size] = code - 1;
    code <<= 1;
  }
  return { limit, base, order };
}

function readCode(bits: Bits, { limit, base, order }: Huffman): number {
  let code = 0;
  for (let size = 1; size <= MOST_CODE_BITS; size++) {
    code = (code << 1) | bits.bit();
    if (code <= limit[size]!) return order[code + base[size]!] ?? damaged();
  }
  return damaged();
}

interface Moves {
  readonly tables: readonly Huffman[];
  readonly selectors: Uint8Array;
  readonly symbols: number[];
  readonly most: number;
}

const CODES_PER_SELECTOR = 50;

/** Undoes Huffman codes, run lengths of zeros and move-to-front. */
function readMoves(bits: Bits, { tables, selectors, symbols, most }: Moves): Uint8Array {
  const block = new Uint8Array(most);
  const end = symbols.length + 1;
  const recent = [...symbols];
  let [length, run, weight] = [0, 0, 1];
  for (let read = 0; ; read++) {
    const table = tables[selectors[Math.floor(read / CODES_PER_SELECTOR)] ?? damaged()]!;
    const code = readCode(bits, table);
    if (code <= 1) {
      run += weight << code;
      weight *= 2;
      if (run > most) damaged();
      continue;
    }
    if (run > 0) {
      if (length + run > most) damaged();
      block.fill(recent[0]!, length, length + run);
      length += run;
      [run, weight] = [0, 1];
    }
    if (code === end) return block.subarray(0, length);
    if (length >= most) damaged();
    recent.unshift(...recent.splice(code - 1, 1));
    block[length++] = recent[0]!;
  }
}

/** Links of the inverse Burrows-Wheeler transform, each with its byte in the low eight bits. */
function inverse(block: Uint8Array): Uint32Array {
  const starts = new Uint32Array(256);
  for (const byte of block) starts[byte]!++;
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = starts[byte]!;
    starts[byte] = sum;
    sum += count;
  }
  const links = new Uint32Array(block.length);
  block.forEach((byte, at) => (links[starts[byte]!++]! |= at << 8));
  block.forEach((byte, at) => (links[at]! |= byte));
  return links;
}

/** Follows the links and undoes the first run-length coding: four equal bytes are followed by a count of more. */
function writeOut(links: Uint32Array, origin: number, output: Output): void {
  let at = links[origin]! >>> 8;
  let [last, repeats] = [-1, 0];
  for (let left = links.length; left > 0; left--) {
    const byte = links[at]! & 255;
    at = links[at]! >>> 8;
    if (repeats === 4) {
      for (let more = 0; more < byte; more++) output.push(last);
      [last, repeats] = [-1, 0];
      continue;
    }
    repeats = byte === last ? repeats + 1 : 1;
    last = byte;
    output.push(byte);
  }
}
