import { z } from "../zod.ts";
import { StudioError } from "../errors.ts";
import { isNetwork } from "../study/architecture.ts";
import { bestOfSchema, type BestOf } from "../study/spec.ts";
import type { Study } from "../study/study.ts";
import { nothingFinished } from "../study/whyNoneFinished.ts";
import type { OtherStages } from "./stageKind.ts";

/** The one trial that a stage works on: the best of an earlier stage, or one that was named. */
export type ChosenSource = BestOf | { readonly trial: number };

export const chosenSourceSchema = z.union([bestOfSchema, z.strictObject({ trial: z.number().int().min(0) })]);

interface HasSource {
  readonly source: ChosenSource;
}

/** What a kind of stage that works on one chosen trial says of its input. */
export const chosenSource = {
  inputs: ({ source }: HasSource): readonly number[] => ("trial" in source ? [] : [source.bestOf]),
  withInputs<S extends HasSource>(stage: S, at: (old: number) => number): S | null {
    if ("trial" in stage.source) return stage;
    const bestOf = at(stage.source.bestOf);
    return bestOf < 0 ? null : { ...stage, source: { bestOf } };
  },
  trials: ({ source }: HasSource): readonly number[] => ("trial" in source ? [source.trial] : []),
  withTrials: <S extends HasSource>(stage: S, newId: (old: number) => number): S =>
    "trial" in stage.source ? { ...stage, source: { trial: newId(stage.source.trial) } } : stage,
  settle: (study: Study, index: number, { source }: HasSource, { best }: OtherStages): readonly number[] => [
    "trial" in source
      ? chosenTrial(study, index, source.trial)
      : (best(source.bestOf) ?? nothingFinished(study, source.bestOf)).id,
  ],
};

function chosenTrial(study: Study, index: number, id: number): number {
  const trial = study.trials.at(id);
  if (trial?.status === "finished" && isNetwork(trial)) return id;
  throw new StudioError(
    "BadInput",
    `Stage ${index + 1} (${study.spec.stages[index]!.kind}) needs a trial that was trained to its end; ${trial ? `trial ${trial.label} was not` : `there is no trial ${id}`}.`,
  );
}
