import { StudioError } from "../core/errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { decodeWeights, encodeWeights } from "./weights.ts";

/** All that a search over shared weights needs to go on after an epoch. */
export interface SharedState {
  /** Epochs that have ended. */
  readonly epoch: number;
  /** What the learning rate is multiplied by: halved whenever the loss was no number. */
  readonly rateFactor: number;
  /** Whether the last epoch has met the targets of the search, so that none follows. */
  readonly hasMetTargets: boolean;
  readonly weights: WeightSet;
  /** What the policy has learnt, in double precision. */
  readonly policy: Float64Array;
}

const DOUBLE = 8;
const LENGTH = 4;

/** Number of doubles, the doubles, then the shared weights as they are always kept. */
export function encodeShared({ epoch, rateFactor, hasMetTargets, weights, policy }: SharedState): Checkpoint {
  const bank = encodeWeights(weights, { epoch, rateFactor, ...(hasMetTargets && { met: 1 }) });
  const doubles = new Uint8Array(policy.buffer, policy.byteOffset, policy.byteLength);
  const bytes = new Uint8Array(LENGTH + doubles.length + bank.length);
  new DataView(bytes.buffer).setUint32(0, policy.length, true);
  bytes.set(doubles, LENGTH);
  bytes.set(bank, LENGTH + doubles.length);
  return bytes;
}

/** Throws StudioError "BadStudyFile" for bytes that `encodeShared` did not make, or that were cut short. */
export function decodeShared(bytes: Uint8Array): SharedState {
  const end =
    bytes.length < LENGTH
      ? Infinity
      : LENGTH + DOUBLE * new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (end > bytes.length) throw new StudioError("BadStudyFile", "The checkpoint of the shared weights was cut short.");
  const { weights, about } = decodeWeights(bytes.slice(end));
  return {
    epoch: Number(about.epoch),
    rateFactor: Number(about.rateFactor),
    hasMetTargets: about.met !== undefined,
    weights,
    policy: new Float64Array(bytes.slice(LENGTH, end).buffer),
  };
}
