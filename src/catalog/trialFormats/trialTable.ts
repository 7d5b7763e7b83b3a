import { CLASS_METRIC, DEFAULT_METRIC, SECOND_METRIC } from "../../core/judging/defaultMetrics.ts";
import { classValuesOf, valueOf, type MetricId } from "../../core/judging/scores.ts";
import { seedsOf } from "../../core/stages/origin.ts";
import { genotypeOf, membersOf, repeatOf, splitNumberOf } from "../../core/study/architecture.ts";
import { evaluationOf, lastStep, latestScores, reasonText, type Trial } from "../../core/study/trial.ts";
import { valueMetrics } from "../metrics/index.ts";
import { isoTime, type LeavingTrials } from "./trialFormat.ts";

/** Members of an ensemble, one as often as it counts. */
function memberIds(trial: Trial): readonly number[] | null {
  const members = membersOf(trial).flatMap(({ trial, count }) => Array.from({ length: count }, () => trial));
  return members.length > 0 ? members : null;
}

/** One thing that is known of every trial. */
export interface TrialColumn {
  readonly name: string;
  /** Plain JSON; null where it has none. */
  of(trial: Trial): unknown;
}

/** The id of a metric as the head of a column: words apart by "_". */
const columnName = (metric: MetricId): string => metric.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Metrics whose columns stand behind the first ones, so that these keep their places. */
const OTHERS = valueMetrics.map(({ id }) => id).filter((id) => id !== DEFAULT_METRIC && id !== SECOND_METRIC);

/** All that is known of the trials, a column each; scores without "test" before them are of the validation part. */
export const trialColumns = (leaving: LeavingTrials): readonly TrialColumn[] => [
  { name: "trial", of: ({ label }) => label },
  { name: "status", of: ({ status }) => status },
  { name: "reason", of: reasonText },
  ...scoreColumns(leaving),
  ...originColumns(leaving),
];

function scoreColumns({ study }: LeavingTrials): readonly TrialColumn[] {
  const scored = (id: MetricId): TrialColumn => ({
    name: columnName(id),
    of: (trial) => valueOf(latestScores(trial), id),
  });
  return [
    scored(DEFAULT_METRIC),
    scored(SECOND_METRIC),
    ...study.spec.task.classes.map(({ name }, index) => ({
      name: `${columnName(CLASS_METRIC)}_${name}`,
      of: (trial: Trial) => classValuesOf(latestScores(trial), CLASS_METRIC)[index] ?? null,
    })),
    { name: "parameters", of: ({ cost }) => cost?.parameters ?? null },
    { name: "seconds", of: ({ seconds }) => seconds },
    ...OTHERS.map(scored),
    ...valueMetrics.map(({ id }) => ({
      name: `test_${columnName(id)}`,
      of: ({ test }: Trial) => valueOf(test?.scores, id),
    })),
  ];
}

/** Where a trial comes from, and all that trains it again. */
const originColumns = ({ study, times }: LeavingTrials): readonly TrialColumn[] => [
  { name: "id", of: ({ id }) => id },
  { name: "stage", of: ({ stage }) => stage + 1 },
  { name: "stage_kind", of: ({ stage }) => study.spec.stages[stage]?.kind ?? null },
  { name: "architecture", of: ({ architecture }) => architecture.kind },
  { name: "proposed_because", of: ({ reason }) => reason.text },
  { name: "steps", of: (trial) => evaluationOf(trial)?.step ?? lastStep(trial) },
  { name: "loss", of: ({ curve }) => curve.at(-1)?.loss ?? null },
  { name: "multiply_adds", of: ({ cost }) => cost?.multiplyAdds ?? null },
  { name: "training_bytes", of: ({ cost }) => cost?.trainingBytes ?? null },
  { name: "device", of: ({ device }) => device },
  { name: "attempts", of: ({ attempts }) => attempts },
  { name: "seed", of: () => study.spec.seed },
  { name: "weights_seed", of: (trial) => seedsOf(study, trial).weights },
  { name: "data_seed", of: (trial) => seedsOf(study, trial).data },
  { name: "asked_at", of: ({ id }) => isoTime(times.get(id)?.asked) },
  { name: "started_at", of: ({ id }) => isoTime(times.get(id)?.started) },
  { name: "ended_at", of: ({ id }) => isoTime(times.get(id)?.ended) },
  { name: "repeat_of", of: (trial) => repeatOf(trial) },
  { name: "split_number", of: (trial) => splitNumberOf(trial) },
  { name: "members", of: memberIds },
  { name: "network", of: ({ architecture }) => ("network" in architecture ? architecture.network : null) },
  { name: "genotype", of: (trial) => genotypeOf(trial) ?? null },
  { name: "key", of: ({ key }) => key },
];
