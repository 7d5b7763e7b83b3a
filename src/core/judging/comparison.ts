import { trialsOf } from "../study/trials.ts";
import { kindOf } from "../stages/index.ts";
import { repeatOf, roleOf } from "../study/architecture.ts";
import { meanOf, intervalOf, type Interval } from "../statistics.ts";
import type { Study } from "../study/study.ts";
import { evaluationOf, type Evaluation, type Trial } from "../study/trial.ts";
import { headlineMetric } from "./headline.ts";
import { valueOf, type MetricId } from "./scores.ts";

/** One network (or the random members together) of a comparison, trained several times. */
export interface ComparisonRow {
  readonly name: string;
  /** Whether it is what was found; the others are what it is held against. */
  readonly isFound: boolean;
  readonly trials: readonly Trial[];
  readonly parameters: number;
  /** The headline score on the validation part, and on the test part once it has been opened. */
  readonly validation: Interval;
  readonly test: Interval | null;
}

/** What was trained alike in one stage, as the paper's tables have it. */
export interface Comparison {
  readonly stage: number;
  /** The best on the validation part first. */
  readonly rows: readonly ComparisonRow[];
}

/** Whether a stage's trainings are told apart by network. */
export function hasComparison(study: Study, index: number): boolean {
  const stage = study.spec.stages[index]!;
  return kindOf(stage).judged(study, index, stage) === "comparison";
}

/** The comparisons of a study, one for each such stage: the source, baselines by name, random members together. */
export const comparisonsOf = (study: Study): readonly Comparison[] =>
  study.spec.stages.flatMap((_, stage) => {
    const rows = hasComparison(study, stage) ? rowsOf(study, stage) : [];
    return rows.length > 0 ? [{ stage, rows }] : [];
  });

function rowsOf(study: Study, stage: number): readonly ComparisonRow[] {
  const groups = new Map<string, Trial[]>();
  for (const trial of trialsOf(study, stage).filter(({ status }) => status === "finished")) {
    const { architecture, label } = trial;
    const name = roleOf(architecture).group(architecture, label, (id) => study.trials.at(id)!.label);
    groups.set(name, [...(groups.get(name) ?? []), trial]);
  }
  const metric = headlineMetric(study);
  return [...groups]
    .map(([name, trials]) => rowOf(name, trials, metric))
    .sort((a, b) => b.validation.mean - a.validation.mean);
}

function rowOf(name: string, trials: readonly Trial[], metric: MetricId): ComparisonRow {
  const scored = (evaluations: readonly (Evaluation | null)[]) =>
    intervalOf(evaluations.flatMap((evaluation) => valueOf(evaluation?.scores, metric) ?? []));
  const tests = trials.map(({ test }) => test);
  return {
    name,
    isFound: repeatOf(trials[0]!) !== null,
    trials,
    parameters: Math.round(meanOf(trials.flatMap(({ cost }) => (cost ? [cost.parameters] : [])))),
    validation: scored(trials.map(evaluationOf)),
    test: tests.every((test) => test !== null) ? scored(tests) : null,
  };
}

/** "0.912 ± 0.003 (3)": a mean, its margin and how many it is of. */
export const intervalText = ({ count, mean, margin }: Interval): string =>
  `${mean.toFixed(3)}${margin === null ? "" : ` ± ${margin.toFixed(3)}`} (${count})`;
