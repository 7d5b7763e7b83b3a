import { swapBytes } from "../../../core/image/elements.ts";
import { refuse } from "../reading/refuse.ts";
import { recordOf, textOf, type Json } from "./json.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a chain of filters made of a chunk, and how it is undone. */
export interface FilterChain {
  /** Bytes that compression is given, or that are stored where there is none. */
  readonly encodedBytes: number;
  readonly undo: (encoded: Bytes) => Bytes;
}

interface Filtered {
  /** Type of the numbers that come out, as NumPy writes it. */
  readonly code: string;
  readonly encodedBytes: number;
  readonly undo: (encoded: Bytes) => Bytes;
}

/** The numbers of elements of a chunk, and their type and bytes before a filter. */
interface Given {
  readonly count: number;
  readonly code: string;
  readonly bytes: number;
}

type Numbers =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

const ARRAYS = {
  i1: Int8Array,
  u1: Uint8Array,
  b1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/** Filters of numcodecs by their ids (numcodecs.readthedocs.io), each undone as it is there. */
const FILTERS: Readonly<Record<string, (settings: Json, given: Given) => Filtered>> = {
  shuffle: ({ elementsize = 4 }, { code, bytes }) => ({
    code,
    encodedBytes: bytes,
    undo: (encoded) => unshuffled(encoded, Number(elementsize)),
  }),
  delta: (settings, given) =>
    recoded(settings, given, (stored, values) => {
      let sum = 0;
      for (let at = 0; at < values.length; at++) {
        // The array wraps what overflows and rounds what its type cannot hold; the next sum goes on from there.
        values[at] = sum + stored[at]!;
        sum = values[at]!;
      }
      return values;
    }),
  fixedscaleoffset: (settings, given) =>
    recoded(settings, given, (stored, values) => {
      const [scale, offset] = [Number(settings.scale), Number(settings.offset)];
      const isSingle = stored instanceof Float32Array;
      for (let at = 0; at < values.length; at++)
        values[at] = (isSingle ? Math.fround(stored[at]! / scale) : stored[at]! / scale) + offset;
      return values;
    }),
  quantize: (settings, given) => recoded(settings, given, (stored, values) => (values.set(stored), values)),
  packbits: (_, { count, code }) => ({
    code,
    encodedBytes: 1 + Math.ceil(count / 8),
    undo: (encoded) => Uint8Array.from({ length: count }, (_, at) => (encoded[1 + (at >> 3)]! >> (7 - (at & 7))) & 1),
  }),
  bitround: (_, { code, bytes }) => ({ code, encodedBytes: bytes, undo: (encoded) => encoded }),
};

/** Throws StudioError "UnreadableFile" naming a filter, or a type of one, that is not known. */
export function filterChain(filters: readonly unknown[], count: number, code: string, called: string): FilterChain {
  const chain: Filtered[] = [];
  let given: Given = { count, code, bytes: count * sizeOf(code) };
  for (const each of filters) {
    const settings = recordOf(each);
    const id = textOf(settings.id);
    const filter =
      FILTERS[id] ??
      refuse(
        `The array ${called} is filtered with ${id}; ${Object.keys(FILTERS).join(", ")} can be undone. Save it without filters.`,
      );
    const filtered = filter(settings, given);
    chain.push(filtered);
    given = { count, code: filtered.code, bytes: filtered.encodedBytes };
  }
  return { encodedBytes: given.bytes, undo: (encoded) => chain.reduceRight((bytes, { undo }) => undo(bytes), encoded) };
}

const sizeOf = (code: string): number => Number(code.slice(2));

function unshuffled(encoded: Bytes, size: number): Bytes {
  if (!(Number.isInteger(size) && size > 0) || encoded.length % size !== 0)
    refuse(`A chunk of ${encoded.length} bytes was shuffled by elements of ${size}. Its .zarray is damaged.`);
  const [count, result] = [encoded.length / size, new Uint8Array(encoded.length)];
  for (let at = 0; at < count; at++)
    for (let byte = 0; byte < size; byte++) result[at * size + byte] = encoded[byte * count + at]!;
  return result;
}

/** A filter that stores numbers of the type "astype" for those of "dtype". */
function recoded(
  settings: Json,
  { count, code }: Given,
  decode: (stored: Numbers, values: Numbers) => Numbers,
): Filtered {
  const to = textOf(settings.dtype ?? code);
  const stored = textOf(settings.astype ?? to);
  const [Values, Stored] = [arrayOf(to), arrayOf(stored)];
  if (sizeOf(to) !== sizeOf(code))
    refuse(
      `Its filter ${textOf(settings.id)} gives numbers of type ${to}, its chunks are of ${code}. Its .zarray is damaged.`,
    );
  return {
    code: stored,
    encodedBytes: count * Stored.BYTES_PER_ELEMENT,
    undo(encoded) {
      const numbers = new Stored(inOrder(encoded.slice(), stored).buffer);
      const values = decode(numbers, new Values(count));
      return inOrder(new Uint8Array(values.buffer as ArrayBuffer), to);
    },
  };
}

function arrayOf(code: string): (typeof ARRAYS)[keyof typeof ARRAYS] {
  const kind = code.slice(1);
  return kind in ARRAYS
    ? ARRAYS[kind as keyof typeof ARRAYS]
    : refuse(
        `Its filter is of type ${code}; whole numbers of 8 to 32 bits and real numbers of 32 and 64 bits can be unfiltered. Save it without filters.`,
      );
}

/** Turns bytes between the order that a type says and that of this machine. */
function inOrder(bytes: Bytes, code: string): Bytes {
  if (code.startsWith(">")) swapBytes(bytes, sizeOf(code));
  return bytes;
}
