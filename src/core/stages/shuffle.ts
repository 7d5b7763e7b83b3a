import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";
import { bestOfSchema, type BestOf } from "../study/spec.ts";
import type { Study } from "../study/study.ts";
import { sourceOf } from "../study/trials.ts";
import { nothingFinished } from "../study/whyNoneFinished.ts";
import type { Asked } from "./asked.ts";
import { defineStageKind, fieldOf } from "./stageKind.ts";

/**
 * The best network of an earlier stage, trained anew on several shuffled splits of the stack and scored on what each holds out, to
 * see how much a score owes to the split (Wong and Moradi 2019; spec 4.6).
 */
export interface ShuffleStage {
  readonly kind: "shuffle";
  readonly source: BestOf;
  readonly splits: number;
  /** Shares of the stack that are trained on and held out; the rest watches the training. */
  readonly train: number;
  readonly test: number;
}

const share = z.number().min(0.05).max(0.9);

const schema = z.strictObject({
  kind: z.literal("shuffle"),
  source: bestOfSchema,
  splits: z.number().int().min(0),
  train: share,
  test: share,
});
true satisfies Same<z.output<typeof schema>, ShuffleStage>;

export default defineStageKind<ShuffleStage>({
  kind: "shuffle",
  schema,
  gives: "splits",
  takes: ["candidates", "sharedCandidates", "trainings"],
  fields: { count: fieldOf("splits"), train: fieldOf("train"), test: fieldOf("test") },
  inputs: ({ source }) => [source.bestOf],
  withInputs(stage, at) {
    const bestOf = at(stage.source.bestOf);
    return bestOf < 0 ? null : { ...stage, source: { bestOf } };
  },
  size: ({ splits }) => splits,
  resized: (stage, splits) => ({ ...stage, splits }),
  settle: (study, _, { source }, { best }) => [(best(source.bestOf) ?? nothingFinished(study, source.bestOf)).id],
  next: nextSplit,
  /** Without the pruners: a split that is given up early would be missing from the mean. */
  origin(study, index, _, others) {
    const first = sourceOf(study, index);
    if (!first) return null;
    const source = others.origin(first.stage);
    const change = { ...source.change, pruners: [] };
    return { ...source, recipe: { ...source.recipe, ...change }, change, isRepeat: true };
  },
  /** Stages with one study's seed share their splits, so that two shares of training are held against each other on the same. */
  splitOf: ({ train, test }, number, seed) => ({ train, test, seed: `${seed}/shuffled/${number}` }),
  seconds: ({ splits }, recipe, costs) => (recipe ? costs.trainings(splits, recipe) : 0),
});

function nextSplit(study: Study, index: number, { splits }: ShuffleStage): Asked | null {
  const asked = study.trials.stage(index).kinds.get("resplit") ?? 0;
  if (asked >= splits) return null;
  const source = sourceOf(study, index)!;
  return {
    architecture: { kind: "resplit", trial: source.id, split: asked },
    key: `${source.key}/split/${asked}`,
    reason: {
      text: `Trial ${source.label} trained anew on shuffled split ${asked + 1} of ${splits}, and scored on what that holds out.`,
    },
    label: `${source.label} split ${asked + 1}`,
    isPinned: false,
  };
}
