import { valueOf } from "../../core/judging/scores.ts";
import { DEFAULT_OBJECTIVE } from "../metrics/index.ts";
import { seedsOf } from "../../core/stages/origin.ts";
import type { Objective } from "../../core/space/objective.ts";
import { genotypeOf } from "../../core/study/architecture.ts";
import { firstObjective } from "../../core/study/ranking.ts";
import {
  evaluationOf,
  latestScores,
  reasonText,
  wholePoints,
  type Trial,
  type TrialStatus,
} from "../../core/study/trial.ts";
import { flatGenotype, type FlatGenotype } from "./flatGenotype.ts";
import { asOptuna, distributionsOf, type Distribution } from "./optunaDistributions.ts";
import { textFile, type LeavingTrials, type TrialFormat } from "./trialFormat.ts";

/**
 * The journal of Optuna's JournalStorage on a file, for `optuna-dashboard study.optuna.log`: one operation a line (optuna/storages/journal,
 * Optuna 3.1 and later). Each stage that asked for trials is a study of its own, as its trials are of one space and one objective. The
 * numbers of a genotype are its parameters, each with the range that was tried.
 */
export default {
  id: "optuna",
  label: "Optuna journal",
  summary: "for optuna-dashboard: each stage as a study, the numbers of genotypes as its parameters",
  extension: "optuna.log",
  write(name, leaving) {
    const stages = [...new Set(leaving.trials.map(({ stage }) => stage))].sort((a, b) => a - b);
    const lines = stages.flatMap((stage, study) => studyLines(leaving, stage, study));
    return [textFile(`${name}.optuna.log`, lines.map((line) => `${JSON.stringify(line)}\n`).join(""))];
  },
} satisfies TrialFormat;

/** Numbers of operations in the journal. */
const [CREATE_STUDY, SET_STUDY_USER_ATTR, SET_STUDY_SYSTEM_ATTR, CREATE_TRIAL] = [0, 2, 3, 4];
const [MINIMISE, MAXIMISE] = [1, 2];
const [RUNNING, COMPLETE, PRUNED, FAIL] = [0, 1, 2, 3];
const WORKER = "cristae";

type Operation = Readonly<Record<string, unknown>>;

function studyLines(leaving: LeavingTrials, stage: number, study: number): readonly Operation[] {
  const { spec } = leaving.study;
  const objective = objectiveOf(leaving, stage);
  const trials = leaving.trials.filter((trial) => trial.stage === stage);
  const parameters = trials.map((trial) => flatGenotype(genotypeOf(trial)));
  const distributions = distributionsOf(parameters);
  const operation = (code: number, fields: Operation): Operation => ({ op_code: code, worker_id: WORKER, ...fields });
  const about = (key: string, value: unknown) =>
    operation(SET_STUDY_USER_ATTR, { study_id: study, user_attr: { [key]: value } });
  return [
    operation(CREATE_STUDY, {
      study_name:
        spec.stages.length > 1 ? `${spec.name}, stage ${stage + 1}: ${spec.stages[stage]?.kind ?? "?"}` : spec.name,
      directions: [objective.goal === "maximise" ? MAXIMISE : MINIMISE],
    }),
    operation(SET_STUDY_SYSTEM_ATTR, { study_id: study, system_attr: { "study:metric_names": [objective.metric] } }),
    about("dataset", spec.task.datasetName),
    about(
      "classes",
      spec.task.classes.map(({ name }) => name),
    ),
    about("seed", spec.seed),
    ...trials.map((trial, index) =>
      operation(CREATE_TRIAL, {
        study_id: study,
        ...trialFields(leaving, trial, objective),
        ...parametersOf(parameters[index]!, distributions),
      }),
    ),
  ];
}

/** What the stage's own search optimises, else what the study does. */
const objectiveOf = ({ study }: LeavingTrials, stage: number): Objective =>
  firstObjective(study.spec.stages.slice(stage, stage + 1)) ?? firstObjective(study.spec.stages) ?? DEFAULT_OBJECTIVE;

const STATES: Readonly<Record<TrialStatus, number>> = {
  running: RUNNING,
  finished: COMPLETE,
  memoised: COMPLETE,
  pruned: PRUNED,
  failed: FAIL,
  illegal: FAIL,
  outOfMemory: FAIL,
  cancelled: FAIL,
};

function trialFields(leaving: LeavingTrials, trial: Trial, { metric }: Objective): Operation {
  const times = leaving.times.get(trial.id);
  const value = valueOf(evaluationOf(trial)?.scores, metric);
  // A complete trial without a value is none to Optuna.
  const state = STATES[trial.status] === COMPLETE && value === null ? FAIL : STATES[trial.status];
  const points = wholePoints(trial).flatMap(({ step, scores }) => {
    const score = valueOf(scores, metric);
    return score === null ? [] : [[String(step), score] as const];
  });
  return {
    state,
    value,
    values: null,
    datetime_start: optunaTime(times?.started ?? times?.asked),
    ...(typeof times?.ended === "number" && { datetime_complete: optunaTime(times.ended) }),
    intermediate_values: Object.fromEntries(points),
    system_attrs: {},
    user_attrs: attributesOf(leaving, trial),
  };
}

/** With its zone: Optuna takes a time without one for that of the place where it is read. */
const optunaTime = (milliseconds: number | undefined): string | null =>
  milliseconds === undefined ? null : new Date(milliseconds).toISOString().replace("Z", "000+00:00");

/** All that is no parameter: who it is, why it was tried, what it cost, and the other scores. */
function attributesOf({ study }: LeavingTrials, trial: Trial): Operation {
  const present = Object.entries({
    trial: trial.label,
    proposed_because: trial.reason.text,
    ended_because: reasonText(trial) || null,
    status: trial.status,
    architecture: trial.architecture.kind,
    genotype: genotypeOf(trial) ?? null,
    seed: seedsOf(study, trial).weights,
    parameters: trial.cost?.parameters ?? null,
    seconds: trial.seconds,
    device: trial.device,
    validation: latestScores(trial)?.values ?? null,
    test: trial.test?.scores.values ?? null,
  }).filter(([, value]) => value !== null);
  return Object.fromEntries(present);
}

function parametersOf(flat: FlatGenotype, distributions: ReadonlyMap<string, Distribution>): Operation {
  const known = [...flat].map(([name, value]) => [name, value, distributions.get(name)!] as const);
  return {
    distributions: Object.fromEntries(known.map(([name, , distribution]) => [name, JSON.stringify(distribution)])),
    params: Object.fromEntries(known.map(([name, value, distribution]) => [name, asOptuna(distribution, value)])),
  };
}
