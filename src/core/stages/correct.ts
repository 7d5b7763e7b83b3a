import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";
import { CORRECTION_SCALE } from "../image/correction/modes.ts";
import type { Recipe } from "../space/recipe.ts";
import { recipeChangeSchema } from "../space/recipeSchema.ts";
import {
  correctionRoundSchema,
  sliceProposalSchema,
  type CorrectionRound,
  type SliceProposal,
} from "../study/correctionRound.ts";
import { bestTrial } from "../study/ranking.ts";
import type { Study } from "../study/study.ts";
import { lastFinished, sourceOf, trialsOf } from "../study/trials.ts";
import { numbered, type Asked } from "./asked.ts";
import { changedRecipe, changedSteps } from "./changedRecipe.ts";
import { chosenSource, chosenSourceSchema, type ChosenSource } from "./chosenSource.ts";
import { defineStageKind, fieldOf } from "./stageKind.ts";

/**
 * A network trained on, round by round, from the weights it had: every round adds slices whose prediction somebody corrected, and
 * weighs what was mistaken in them (spec 2.6). It has as many rounds as there are corrections; one more is one more training.
 */
export interface CorrectStage {
  readonly kind: "correct";
  readonly source: ChosenSource;
  readonly rounds: readonly CorrectionRound[];
  /** The slices that are being corrected for the next round. */
  readonly proposed?: SliceProposal;
  /** What a mistake adds to a voxel's weight. */
  readonly scale: number;
  /** Gaussian noise on the weights that a round begins with, in deviations of each tensor; none where it is not given. */
  readonly noise?: number;
  /** What is changed in the recipe of the source. */
  readonly recipe?: Partial<Recipe>;
}

const schema = z.strictObject({
  kind: z.literal("correct"),
  source: chosenSourceSchema,
  rounds: z.array(correctionRoundSchema),
  proposed: sliceProposalSchema.exactOptional(),
  scale: z.number().min(0),
  noise: z.number().min(0).exactOptional(),
  recipe: recipeChangeSchema.exactOptional(),
});
true satisfies Same<z.output<typeof schema>, CorrectStage>;

/** The stage before anything was corrected. */
export const correctStage = (source: ChosenSource): CorrectStage => ({
  kind: "correct",
  source,
  rounds: [],
  scale: CORRECTION_SCALE,
});

function withProposal(stage: CorrectStage, proposed: SliceProposal | null): CorrectStage {
  const { proposed: before, ...others } = stage;
  return proposed ? { ...stage, proposed } : before ? others : stage;
}

export default defineStageKind<CorrectStage>({
  kind: "correct",
  schema,
  gives: "trainings",
  takes: ["candidates", "trainings"],
  fields: {
    scale: fieldOf("scale"),
    noise: fieldOf("noise"),
    steps: changedSteps,
  },

  ...chosenSource,
  ...changedRecipe,
  size: ({ rounds }) => rounds.length,
  withTrials: (stage, newId) => {
    const { proposed, ...moved } = chosenSource.withTrials(stage, newId);
    return { ...moved, ...(proposed && { proposed: { ...proposed, trial: newId(proposed.trial) } }) };
  },
  withoutFiles: (stage) => ({ ...withProposal(stage, null), rounds: [] }),
  withProposal,
  proposal: ({ proposed }) => proposed ?? null,
  withRound: (stage, round) => ({ ...withProposal(stage, null), rounds: [...stage.rounds, round] }),
  corrections: ({ rounds, scale }, count) => ({ rounds: rounds.slice(0, count), scale }),
  next: nextRound,
  best: (study, index) => bestTrial(study, { stage: index, kinds: ["corrected"] }),
  /** The last round begins the next, and its source the first. */
  keeps: (study, index) => [...(study.sources[index] ?? []), ...[lastFinished(study, index)?.id ?? []].flat()],
  seconds: ({ rounds }, recipe, costs) => (recipe ? costs.trainings(rounds.length, recipe) : 0),
});

/** The next round, once the one before it has ended: it begins with the weights of the last that finished. */
function nextRound(study: Study, index: number, { rounds, noise }: CorrectStage): Asked | null {
  const trained = trialsOf(study, index);
  const round = rounds[trained.length];
  if (!round || study.trials.stage(index).running > 0) return null;
  const source = sourceOf(study, index)!;
  const before = lastFinished(study, index) ?? source;
  const { slices, changed, missed, invented } = round;
  return {
    architecture: {
      kind: "corrected",
      trial: source.id,
      from: before.id,
      round: trained.length + 1,
      ...(noise !== undefined && noise > 0 && { noise }),
    },
    key: `${source.key}/corrected/${trained.length + 1}`,
    reason: {
      text: `Trial ${before.label} trained on, after ${changed} voxels of slices ${slices.from} to ${slices.to - 1} were corrected: ${missed} had been missed, ${invented} invented.`,
    },
    label: numbered(`${source.label} corrected`, study),
    isPinned: false,
  };
}
