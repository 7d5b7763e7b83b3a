import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { Scores } from "../../core/judging/scores.ts";
import type { Choice } from "../../core/options.ts";
import { withPhases } from "../../core/space/phases.ts";
import type { Recipe } from "../../core/space/recipe.ts";
import { foldEvents } from "../../core/study/fold.ts";
import { specOf } from "../../core/study/studyTask.ts";
import { whyNoneFinished } from "../../core/study/whyNoneFinished.ts";
import { hashOf } from "../../storage/hashOf.ts";
import { openNodeFileStore } from "../../storage/nodeFileStore.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { keptWeights } from "../../worker/artifacts.ts";
import { trainingStage } from "../fineTuning.ts";
import type { Output } from "../output.ts";
import { runToEnd, type EndedRun, type RunFlags } from "../run.ts";

/** What all trainings of a comparison have in common. */
export interface Trained {
  readonly network: Choice;
  readonly recipe: Recipe;
  readonly memoryCap: number;
  readonly seed: number;
}

/** Weights that a training begins with, and paths of those that stay. */
export interface Start {
  readonly name: string;
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly frozen: readonly string[] | null;
}

/** What one training came to on the test part of every set. */
export interface TrainingEnd {
  readonly scoresBySet: Readonly<Record<string, Scores>>;
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** A run that was interrupted. */
export type Interrupted = { readonly signal: NonNullable<EndedRun["signal"]> };

/** Trains a network as a study of its own, of which nothing stays, and tests it. Throws StudioError "Cancelled" where the training came to nothing. */
export async function trainOnce(
  dataset: Dataset,
  { network, recipe, memoryCap, seed }: Trained,
  start: Start | null,
  flags: RunFlags,
  output: Output,
): Promise<TrainingEnd | Interrupted> {
  const stage = { ...trainingStage({ recipe: begun(recipe, start), memoryCap }), baselines: [network] };
  const spec = specOf(dataset, { name: network.id, seed, stages: [stage, { kind: "test", from: [0] }] });
  const created = { type: "studyCreated", spec } as const;
  const place = await mkdtemp(join(tmpdir(), "cristae-"));
  try {
    const folder = openStudyFolder(openNodeFileStore(place), "");
    if (start) await folder.writeBrought(start.weights);
    await folder.log.append([created]);
    const runnable = { study: foldEvents([created])!, dataset, folder, place };
    const { study, signal } = await runToEnd(runnable, { ...flags, workers: 1 }, silent(output));
    if (signal !== null) return { signal };
    const [trial] = study.trials;
    if (!trial?.test) throw new StudioError("Cancelled", whyNoneFinished([...study.trials]));
    return { scoresBySet: trial.test.scoresBySet ?? {}, weights: await keptWeights(folder, trial.id, trial.label) };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function begun(recipe: Recipe, start: Start | null): Recipe {
  if (!start) return recipe;
  const from = { trial: start.name, file: hashOf(start.weights), paths: { "": "" } };
  return withPhases(recipe, [
    { name: "fine-tuning", steps: recipe.steps, from, ...(start.frozen && { frozen: start.frozen }) },
  ]);
}

/** A training among many tells how far it is, and nothing else. */
const silent = (output: Output): Output => ({
  ...output,
  json: () => undefined,
  say: () => undefined,
  note: () => undefined,
  step: () => undefined,
});
