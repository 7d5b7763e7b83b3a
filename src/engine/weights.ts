import { StudioError } from "../core/errors.ts";

/** One named tensor of a network or of a checkpoint. */
export interface WeightArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type WeightSet = readonly WeightArray[];

const MAGIC = "cristae-weights-1\n";
const ALIGNMENT = 4;

interface Header {
  readonly about: Readonly<Record<string, number | string>>;
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[]; readonly offset: number }[];
}

/** Tensors with a few facts about them, as one block of bytes: magic, header length, JSON header, then float32 little-endian. */
export function encodeWeights(weights: WeightSet, about: Header["about"] = {}): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const tensors = weights.map(({ name, shape, values }) => ({
    name,
    shape,
    offset: (offset += values.length) - values.length,
  }));
  const header = new TextEncoder().encode(JSON.stringify({ about, tensors } satisfies Header));
  const start = bodyStart(header.length);
  const bytes = new Uint8Array(start + 4 * offset);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, header.length, true);
  bytes.set(header, MAGIC.length + 4);
  const body = new Float32Array(bytes.buffer, start);
  weights.forEach(({ values }, index) => body.set(values, tensors[index]!.offset));
  return bytes;
}

const bodyStart = (headerLength: number): number =>
  Math.ceil((MAGIC.length + 4 + headerLength) / ALIGNMENT) * ALIGNMENT;

/** Throws StudioError "BadStudyFile" for bytes that `encodeWeights` did not make, or that were cut short. */
export function decodeWeights(bytes: Uint8Array): { readonly weights: WeightSet; readonly about: Header["about"] } {
  if (bytes.length < MAGIC.length + 4 || new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC)
    throw new StudioError(
      "BadStudyFile",
      "These are not weights of this studio: the first bytes differ, or there are too few.",
    );
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const start = bodyStart(length);
  const { about, tensors } = parseHeader(bytes.subarray(MAGIC.length + 4, MAGIC.length + 4 + length));
  const body = new Float32Array(bytes.slice(start, start + Math.floor((bytes.length - start) / 4) * 4).buffer);
  const weights = tensors.map(({ name, shape, offset }) => {
    const size = shape.reduce((result, extent) => result * extent, 1);
    if (offset + size > body.length)
      throw new StudioError(
        "BadStudyFile",
        `The weights end at ${body.length} numbers; "${name}" would end at ${offset + size}. The file was cut short.`,
      );
    return { name, shape, values: body.subarray(offset, offset + size) };
  });
  return { weights, about };
}

function parseHeader(bytes: Uint8Array): Header {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Header;
  } catch {
    throw new StudioError(
      "BadStudyFile",
      "The header of the weights is not readable; the file was cut short or changed.",
    );
  }
}

/** The tensors in the order and shape asked for. Throws StudioError "BadStudyFile" naming the one that is missing or different. */
export function matchWeights(weights: WeightSet, wanted: readonly Omit<WeightArray, "values">[]): WeightSet {
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  return wanted.map(({ name, shape }) => {
    const found = byName.get(name);
    if (!found) throw new StudioError("BadStudyFile", `The weights lack "${name}"; they belong to another network.`);
    if (found.shape.join() !== shape.join())
      throw new StudioError(
        "BadStudyFile",
        `"${name}" is ${found.shape.join(" × ")}, the network wants ${shape.join(" × ")}.`,
      );
    return found;
  });
}
