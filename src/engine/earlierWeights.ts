import { StudioError } from "../core/errors.ts";
import type { WeightSet } from "../core/network/weights.ts";

const MAGIC = "cristae-weights-1\n";
const ALIGNMENT = 4;

interface Header {
  readonly about: Readonly<Record<string, number | string>>;
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[]; readonly offset: number }[];
}

/** Whether bytes begin as weights of studies did before they were safetensors. */
export const areEarlierWeights = (bytes: Uint8Array): boolean =>
  new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) === MAGIC;

/**
 * Weights as studies kept them before they were safetensors: magic, header length, JSON header, then float32 little-endian. Throws
 * StudioError "BadStudyFile" for what was cut short.
 */
export function decodeEarlierWeights(bytes: Uint8Array): {
  readonly weights: WeightSet;
  readonly about: Header["about"];
} {
  const header = MAGIC.length + 4;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const start = Math.ceil((header + length) / ALIGNMENT) * ALIGNMENT;
  const { about, tensors } = parseHeader(bytes.subarray(header, header + length));
  const body = new Float32Array(bytes.slice(start, start + Math.floor((bytes.length - start) / 4) * 4).buffer);
  const weights = tensors.map(({ name, shape, offset }) => {
    const end = offset + shape.reduce((result, extent) => result * extent, 1);
    if (end > body.length)
      throw new StudioError(
        "BadStudyFile",
        `The weights end at ${body.length} numbers; "${name}" would end at ${end}. The file was cut short.`,
      );
    return { name, shape, values: body.subarray(offset, end) };
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
