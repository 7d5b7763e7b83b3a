import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";
import { COMBINATIONS, METHODS, type ChoiceMethod, type Combination } from "../ensemble/memberChoice.ts";
import { candidatesOf } from "../study/architecture.ts";
import { bestTrainings, bestTrial, DEFAULT_OBJECTIVE, firstObjective } from "../study/ranking.ts";
import { nothingFinished } from "../study/whyNoneFinished.ts";
import type { Study } from "../study/study.ts";
import { trialsOf } from "../study/trials.ts";
import { numbered, type Asked } from "./asked.ts";
import type { CatalogParts } from "./catalogParts.ts";
import { defineStageKind, movedInputs, fieldOf, withInput, type StageChange } from "./stageKind.ts";

/** Among how many of the best trainings members are chosen where it is not said. */
export const AMONG = 20;

/**
 * Networks of earlier stages together (spec 2.4): the best of them, or those that are chosen among the best one after the other, by
 * what they score together on the validation part.
 */
export interface EnsembleStage {
  readonly kind: "ensemble";
  readonly from: readonly number[];
  /** How many; where they are chosen, at most so many additions. */
  readonly members: number;
  /** The best where it is not given. */
  readonly choose?: ChoiceMethod;
  /** Among how many of the best they are chosen. */
  readonly among?: number;
  /** The mean of class probabilities where it is not given. */
  readonly combine?: Combination;
}

const count = z.number().int().min(0);

const schema = z.strictObject({
  kind: z.literal("ensemble"),
  from: z.array(count),
  members: count,
  choose: z.enum(METHODS).exactOptional(),
  among: z.number().int().min(1).exactOptional(),
  combine: z.enum(COMBINATIONS).exactOptional(),
});
true satisfies Same<z.output<typeof schema>, EnsembleStage>;

/** How many of the best trainings it works on. */
const poolOf = ({ members, choose, among = AMONG }: EnsembleStage): number => (choose ? among : members);

/** With members that are chosen in such a way, or, by "best", not chosen. */
function chosenBy(stage: EnsembleStage, { value }: StageChange): EnsembleStage {
  if (value !== "best") return { ...stage, choose: value as ChoiceMethod };
  const { kind, from, members, combine } = stage;
  return { kind, from, members, ...(combine && { combine }) };
}

export default defineStageKind<EnsembleStage>({
  kind: "ensemble",
  schema,
  gives: "votes",
  takes: ["candidates", "trainings"],
  fields: {
    count: fieldOf("members"),
    among: fieldOf("among"),
    combine: fieldOf("combine"),
    choose: chosenBy,
    from: (stage, change) => ({ ...stage, from: withInput(stage.from, change) }),
  },

  inputs: ({ from }) => from,
  withInputs: (stage, at) => ({ ...stage, from: movedInputs(stage.from, at) }),
  size: () => 1,
  recipe: () => null,

  /** The best trainings of all its stages together. */
  settle(study, _, stage) {
    const { from } = stage;
    const best = bestTrainings(study, from, poolOf(stage));
    return best.length > 0 ? best.map(({ id }) => id) : nothingFinished(study, from[0] ?? 0);
  },
  next: (study, index, stage, { catalog }) =>
    trialsOf(study, index).length > 0 ? null : askedEnsemble(study, study.sources[index]!, stage, catalog),
  best: (study, index) => bestTrial(study, { stage: index, kinds: ["ensemble"] }),
  keeps: (study, index, stage) => [
    ...bestTrainings(study, stage.from, poolOf(stage)).map(({ id }) => id),
    ...trialsOf(study, index).flatMap(candidatesOf),
  ],
});

function askedEnsemble(study: Study, members: readonly number[], stage: EnsembleStage, catalog: CatalogParts): Asked {
  const { choose, combine } = stage;
  const objective = firstObjective(study.spec.stages) ?? DEFAULT_OBJECTIVE;
  const choice = choose && { method: choose, rounds: stage.members, objective };
  const names = members.map((id) => study.trials.at(id)!.label).join(", ");
  return {
    architecture: { kind: "ensemble", members, ...(choice && { choose: choice }), ...(combine && { combine }) },
    key: `ensemble:${[members.join(","), choose, choose && stage.members, combine].filter(Boolean).join("/")}`,
    reason: { text: reasonOf(stage, { count: members.length, names, metric: catalog.metricLabel(objective.metric) }) },
    label: numbered(choose ? `Ensemble, ${choose}` : `Ensemble of ${members.length}`, study),
    isPinned: true,
  };
}

interface Named {
  readonly count: number;
  readonly names: string;
  readonly metric: string;
}

function reasonOf({ choose, combine, members }: EnsembleStage, { count, names, metric }: Named): string {
  const how = combine === "vote" ? "The vote" : "The mean of the class probabilities";
  const trials = `${count === 1 ? "trial" : "trials"} ${names}`;
  if (!choose) return `${how} of ${trials}, the best by ${metric} on the validation part.`;
  const each = choose === "distinct" ? ", each once at most" : "";
  return `${how} of up to ${members} members${each}, added one by one among ${trials}: always the one with which the mean scores best by ${metric} on the validation part.`;
}
