import { StudioError } from "../../core/errors.ts";
import type { WeightArray, WeightSet } from "../../core/network/weights.ts";

/** A few facts about tensors, as text. */
export type WeightFacts = Readonly<Record<string, string>>;

interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
}

const METADATA = "__metadata__";
const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;

/**
 * Tensors as a safetensors file: length of the header (64 bits), header (JSON, padded with blanks so that the numbers are aligned),
 * float32 little-endian in the order given (https://huggingface.co/docs/safetensors). Facts stand in its metadata.
 */
export function encodeSafetensors(weights: WeightSet, facts: WeightFacts = {}): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = weights.map(({ name, shape, values }) => {
    const from = end;
    end += FLOAT_BYTES * values.length;
    return [name, { dtype: "F32", shape, data_offsets: [from, end] } satisfies TensorEntry] as const;
  });
  const metadata = Object.keys(facts).length > 0 ? { [METADATA]: facts } : {};
  const text = JSON.stringify({ ...metadata, ...Object.fromEntries(entries) });
  const unpadded = new TextEncoder().encode(text).length;
  const header = new TextEncoder().encode(text + " ".repeat((LENGTH_BYTES - (unpadded % LENGTH_BYTES)) % LENGTH_BYTES));
  const start = LENGTH_BYTES + header.length;
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  weights.forEach(({ values }, index) =>
    new Float32Array(bytes.buffer, start + entries[index]![1].data_offsets[0], values.length).set(values),
  );
  return bytes;
}

/** Throws StudioError "BadStudyFile" for bytes that are no safetensors file of 32-bit reals, or that were cut short. */
export function decodeSafetensors(bytes: Uint8Array): { readonly weights: WeightSet; readonly facts: WeightFacts } {
  const { entries, facts, start } = readHeader(bytes);
  return { weights: entries.map(([name, entry]) => tensorOf(name, entry, bytes.subarray(start))), facts };
}

function tensorOf(
  name: string,
  { dtype, shape, data_offsets: [from, to] }: TensorEntry,
  body: Uint8Array,
): WeightArray {
  if (dtype !== "F32")
    throw new StudioError("BadStudyFile", `"${name}" holds ${dtype}; weights of this studio are F32, 32-bit reals.`);
  if (to > body.length)
    throw new StudioError(
      "BadStudyFile",
      `The weights end after ${body.length} bytes; "${name}" would end at ${to}. The file was cut short.`,
    );
  if (to - from !== FLOAT_BYTES * shape.reduce((product, extent) => product * extent, 1))
    throw new StudioError("BadStudyFile", `"${name}" is said to be ${shape.join(" × ")} and has ${to - from} bytes.`);
  return { name, shape, values: new Float32Array(body.slice(from, to).buffer) };
}

function readHeader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < LENGTH_BYTES ? Infinity : Number(view.getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  if (!(start <= bytes.length))
    throw new StudioError(
      "BadStudyFile",
      "These are not weights of this studio: their first bytes name a header that is longer than the file.",
    );
  const { [METADATA]: facts = {}, ...tensors } = parseHeader(bytes.subarray(LENGTH_BYTES, start));
  return { entries: Object.entries(tensors) as [string, TensorEntry][], facts: facts as WeightFacts, start };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    throw new StudioError(
      "BadStudyFile",
      "The header of the weights is not readable; the file was cut short or changed.",
    );
  }
}
