import { StudioError } from "../core/errors.ts";

/** Where a trial's checkpoint and weights are kept while and after it trains. */
export interface TrialArtifacts {
  readCheckpoint(trial: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writeCheckpoint(trial: number, bytes: Uint8Array): Promise<void>;
  removeCheckpoint(trial: number): Promise<void>;
  /** Takes away a checkpoint that cannot be read; resolves with the name it has now, or with null where there was none. */
  putCheckpointAside(trial: number): Promise<string | null>;
  readWeights(trial: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writeWeights(trial: number, bytes: Uint8Array): Promise<void>;
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
