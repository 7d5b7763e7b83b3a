import { StudioError } from "../core/errors.ts";
import type { CorrectedSlices } from "../core/image/correction/correctedStack.ts";
import type { Corrections } from "../core/study/correctionRound.ts";
import type { Member, Team } from "../core/run/evaluator.ts";
import type { Predictor, WeightedNetwork } from "./trainerApi.ts";

/** Where a trial's checkpoint and weights are kept while and after it trains. */
export interface TrialArtifacts {
  readCheckpoint(trial: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writeCheckpoint(trial: number, bytes: Uint8Array): Promise<void>;
  removeCheckpoint(trial: number): Promise<void>;
  /** Takes away a checkpoint that cannot be read; resolves with the name it has now, or with null where there was none. */
  putCheckpointAside(trial: number): Promise<string | null>;
  readWeights(trial: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writeWeights(trial: number, bytes: Uint8Array): Promise<void>;
  /** An ONNX file by the SHA-256 of its content. */
  readNetwork(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Weights of a trial of another study, by their SHA-256. */
  readBrought(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** A mask of slices that were corrected, by the SHA-256 of its class indices. */
  readCorrection(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** Weights of a trial, which messages call by its label where one is given. Throws StudioError "NotFound" saying whose weights are kept. */
export async function keptWeights(
  artifacts: Pick<TrialArtifacts, "readWeights">,
  trial: number,
  label = String(trial),
): Promise<Uint8Array<ArrayBuffer>> {
  const weights = await artifacts.readWeights(trial);
  if (!weights)
    throw new StudioError(
      "NotFound",
      `The weights of trial ${label} were not kept. Kept are those of the best trials and of pinned ones; pin a trial before it ends to keep its weights.`,
    );
  return weights;
}

/** Weights of a trial of another study. Throws StudioError "NotFound" where they were not kept. */
export async function broughtBytes(
  artifacts: Pick<TrialArtifacts, "readBrought">,
  trial: string,
  sha256: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const weights = await artifacts.readBrought(sha256);
  if (!weights)
    throw new StudioError(
      "NotFound",
      `The weights of ${trial} are not with the study (brought/${sha256.slice(0, 12)}….bin). Begin from its study once more.`,
    );
  return weights;
}

/** A mask of slices that were corrected. Throws StudioError "NotFound" where it was not kept. */
export async function keptCorrection(
  artifacts: Pick<TrialArtifacts, "readCorrection">,
  sha256: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const mask = await artifacts.readCorrection(sha256);
  if (!mask)
    throw new StudioError(
      "NotFound",
      `The corrected slices are not with the study (corrections/${sha256.slice(0, 12)}….bin). Correct them once more.`,
    );
  return mask;
}

/** The masks of rounds of correction. Throws StudioError "NotFound" where one was not kept. */
export const correctedRounds = (
  artifacts: Pick<TrialArtifacts, "readCorrection">,
  { rounds }: Corrections,
): Promise<readonly CorrectedSlices[]> =>
  Promise.all(
    rounds.map(async ({ slices, mode, raw, corrected }) => ({
      ...{ slices, mode },
      raw: await keptCorrection(artifacts, raw),
      corrected: await keptCorrection(artifacts, corrected),
    })),
  );

/** What predicts for a trial, as a training thread takes it. Throws StudioError "NotFound" where weights or a file were not kept. */
export async function predictorOf(
  { members, combination }: Team,
  artifacts: Pick<TrialArtifacts, "readWeights" | "readNetwork">,
): Promise<Predictor> {
  const networks: (WeightedNetwork & { readonly count: number })[] = [];
  for (const member of members) {
    if ("file" in member) return filePredictor(member, artifacts);
    const weights = await keptWeights(artifacts, member.trial, member.label);
    networks.push({ network: member.network, weights, count: member.count });
  }
  return { networks, combination };
}

async function filePredictor(
  { file: { sha256, name, order }, scale }: Extract<Member, { readonly file: unknown }>,
  artifacts: Pick<TrialArtifacts, "readNetwork">,
): Promise<Predictor> {
  const bytes = await artifacts.readNetwork(sha256);
  if (!bytes)
    throw new StudioError(
      "NotFound",
      `The ONNX file of the baseline "${name}" is not with the study (networks/${sha256.slice(0, 12)}….onnx). Add the file once more.`,
    );
  return { onnx: { sha256, bytes }, scale, ...(order && { order }) };
}
