import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";
import { membersOf } from "../study/architecture.ts";
import { DEFAULT_METRIC } from "../judging/defaultMetrics.ts";
import { bestTrainings, bestTrial, firstObjective } from "../study/ranking.ts";
import { nothingFinished } from "../study/whyNoneFinished.ts";
import type { Study } from "../study/study.ts";
import { trialsOf } from "../study/trials.ts";
import { numbered, type Asked } from "./asked.ts";
import type { CatalogParts } from "./catalogParts.ts";
import { defineStageKind, movedInputs, fieldOf, withInput } from "./stageKind.ts";

/** The mean of the class probabilities of the best trials of earlier stages (spec 2.4). */
export interface EnsembleStage {
  readonly kind: "ensemble";
  readonly from: readonly number[];
  readonly members: number;
}

const count = z.number().int().min(0);

const schema = z.strictObject({ kind: z.literal("ensemble"), from: z.array(count), members: count });
true satisfies Same<z.output<typeof schema>, EnsembleStage>;

export default defineStageKind<EnsembleStage>({
  kind: "ensemble",
  schema,
  gives: "votes",
  takes: ["candidates", "trainings"],
  fields: {
    count: fieldOf("members"),
    from: (stage, change) => ({ ...stage, from: withInput(stage.from, change) }),
  },

  inputs: ({ from }) => from,
  withInputs: (stage, at) => ({ ...stage, from: movedInputs(stage.from, at) }),
  size: () => 1,
  recipe: () => null,

  /** The best trainings of all its stages together. */
  settle(study, _, { from, members }) {
    const best = bestTrainings(study, from, members);
    return best.length > 0 ? best.map(({ id }) => id) : nothingFinished(study, from[0] ?? 0);
  },
  next: (study, index, _, { catalog }) =>
    trialsOf(study, index).length > 0 ? null : vote(study, study.sources[index]!, catalog),
  best: (study, index) => bestTrial(study, { stage: index, kinds: ["ensemble"] }),
  keeps: (study, index, { from, members }) => [
    ...bestTrainings(study, from, members).map(({ id }) => id),
    ...trialsOf(study, index).flatMap(membersOf),
  ],
});

function vote(study: Study, members: readonly number[], catalog: CatalogParts): Asked {
  const metric = catalog.metricLabel(firstObjective(study.spec.stages)?.metric ?? DEFAULT_METRIC);
  const names = members.map((id) => study.trials.at(id)!.label).join(", ");
  const text = `The mean of the class probabilities of ${members.length === 1 ? "trial" : "trials"} ${names}, the best by ${metric} on the validation part.`;
  return {
    architecture: { kind: "ensemble", members },
    key: `ensemble:${members.join(",")}`,
    reason: { text },
    label: numbered(`Ensemble of ${members.length}`, study),
    isPinned: true,
  };
}
