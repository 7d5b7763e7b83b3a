import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";
import { lengthOf } from "../image/dataset.ts";
import { isBaseline } from "../study/architecture.ts";
import { nothingFinished } from "../study/whyNoneFinished.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import { trialsOf } from "../study/trials.ts";
import { defineStageKind, movedInputs, withInput, type OtherStages } from "./stageKind.ts";

/** Opens the test part, once, for the best of each of these stages and for their baselines. */
export interface TestStage {
  readonly kind: "test";
  readonly from: readonly number[];
}

const schema = z.strictObject({ kind: z.literal("test"), from: z.array(z.number().int().min(0)) });
true satisfies Same<z.output<typeof schema>, TestStage>;

export default defineStageKind<TestStage>({
  kind: "test",
  schema,
  gives: "tests",
  takes: ["candidates", "trainings", "votes"],
  work: "tests",
  /** A larger budget of an earlier stage may leave another best; testing chooses nothing. */
  settlesAgain: true,
  fields: { from: (stage, change) => ({ ...stage, from: withInput(stage.from, change) }) },

  inputs: ({ from }) => from,
  withInputs: (stage, at) => ({ ...stage, from: movedInputs(stage.from, at) }),
  adding: (stage, input) => ({ ...stage, from: [...stage.from, input] }),
  size: ({ from }) => from.length,
  recipe: () => null,

  /** The best of each, their baselines and all trainings of a comparison; none where nothing is held out. */
  settle(study, _, { from }, others) {
    if (lengthOf(study.spec.task.split.test) === 0) return [];
    const best = from.flatMap((stage) => others.best(stage) ?? []);
    const tested = [...best, ...from.flatMap((stage) => comparedTrials(study, stage, others))];
    return tested.length > 0 ? [...new Set(tested.map(({ id }) => id))] : nothingFinished(study, from[0] ?? 0);
  },
  next: () => null,
  planned: (study, index, { from }) => study.sources[index]?.length ?? from.length,
  keeps: (study, _, { from }, others) =>
    from
      .filter(others.isComparison)
      .flatMap((stage) => trialsOf(study, stage).filter(({ status, test }) => status === "finished" && !test))
      .map(({ id }) => id),
});

const comparedTrials = (study: Study, stage: number, { isComparison }: OtherStages): readonly Trial[] =>
  trialsOf(study, stage).filter((trial) => trial.status === "finished" && (isBaseline(trial) || isComparison(stage)));
