import { StudioError } from "../errors.ts";
import type { Range } from "../image/dataset.ts";
import type { SliceProposal } from "../study/correctionRound.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import { lastFinished } from "../study/trials.ts";
import { kindOf, type Stage } from "./index.ts";
import { correctingStage, settleSources } from "./stages.ts";

/** The last round of any stage that was trained to its end; null before the first. */
export const lastCorrected = (study: Study): Trial | null =>
  study.trials
    .filter((trial) => trial.status === "finished" && correctingStage(study, trial.id) === trial.stage)
    .at(-1) ?? null;

/**
 * The trial whose predictions the next round of a stage corrects: its last round, or what it works on. Throws StudioError "BadInput"
 * where nothing finished that it could work on, "NotFound" for a stage that corrects nothing.
 */
export function correctedNext(study: Study, index: number): Trial {
  correctedSlices(stageOf(study, index));
  const last = lastFinished(study, index);
  return last ?? study.trials.at((study.sources[index] ?? settleSources(study, index))[0]!)!;
}

/** The slices of the rounds of a stage so far. Throws StudioError "NotFound" for a stage that corrects nothing. */
export function correctedSlices(stage: Stage): readonly Range[] {
  const kind = kindOf(stage);
  const corrections = kind.corrections(stage, kind.size(stage));
  if (!corrections) throw new StudioError("NotFound", `A stage of the kind "${stage.kind}" corrects no slices.`);
  return corrections.rounds.map(({ slices }) => slices);
}

/** What is being corrected for a stage. Throws StudioError "NotFound" where nothing is. */
export function proposalOf(study: Study, index: number): SliceProposal {
  const stage = stageOf(study, index);
  const proposal = kindOf(stage).proposal(stage);
  if (!proposal) throw new StudioError("NotFound", "No slices are being corrected. Predict the next ones first.");
  return proposal;
}

function stageOf({ spec }: Study, index: number): Stage {
  const stage = spec.stages[index];
  if (!stage) throw new StudioError("NotFound", `There is no stage ${index + 1} any more.`);
  return stage;
}
