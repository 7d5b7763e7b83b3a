import type { ErrorRecord } from "../errors.ts";
import type { DeviceChoice } from "../run/device.ts";
import type { ComparisonPoint, StudyEvent } from "./events.ts";
import { kindOf, type Stage } from "../stages/index.ts";
import type { StudySpec } from "./spec.ts";
import { firstObjective, ranking } from "./ranking.ts";
import { hasEnded, type Trial } from "./trial.ts";
import { TrialList } from "./trialList.ts";

export interface Study {
  readonly spec: StudySpec;
  /** Of every stage that has begun: the trials of earlier stages it works on, settled when it began. */
  readonly sources: readonly (readonly number[])[];
  readonly trials: TrialList;
  readonly points: readonly ComparisonPoint[];
  /** Whether anybody has looked at the test part: by a stage that tests, or by a deliberate act. It cannot be closed again. */
  readonly isTestOpened: boolean;
  /** What the last run computes on, and why. */
  readonly choice: DeviceChoice | null;
  /** Devices that were lost again and again, which a later run does not choose by itself. */
  readonly lostDevices: readonly string[];
  /** Why the last run ended; null while one is running and before the first. */
  readonly lastRun: {
    readonly because: "done" | "interrupted" | "finishing" | "failed";
    readonly error?: ErrorRecord;
  } | null;
}

/** The study after one more event. Throws when the first event does not create a study: such a log is damaged. */
export function applyEvent(study: Study | null, event: StudyEvent): Study {
  if (event.type === "studyCreated") return createdStudy(event.spec);
  if (!study) throw new Error(`A log must begin with "studyCreated", this one begins with "${event.type}".`);
  return "trial" in event
    ? { ...study, trials: study.trials.with(changedTrial(study.trials, event)) }
    : withoutTrial(study, event);
}

/** An event that asks for a trial or tells of one. */
export type TrialEvent = Extract<StudyEvent, { readonly trial: number }>;
type OtherEvent = Exclude<StudyEvent, TrialEvent | { readonly type: "studyCreated" }>;

const createdStudy = (spec: StudySpec): Study => ({
  spec,
  sources: [],
  trials: TrialList.empty(ranking({ spec })),
  points: [],
  isTestOpened: false,
  choice: null,
  lostDevices: [],
  lastRun: null,
});

/** After an event that is about no single trial. */
function withoutTrial(study: Study, event: OtherEvent): Study {
  switch (event.type) {
    case "stageBegan":
      return {
        ...study,
        sources: [...study.sources.slice(0, event.stage), event.sources],
        isTestOpened: study.isTestOpened || opensTest(study.spec.stages[event.stage]),
      };
    case "testOpened":
      return { ...study, isTestOpened: true };
    case "stagesChanged":
      return withStages(study, event.stages);
    case "runStarted":
      return { ...study, lastRun: null };
    case "deviceChosen":
      return {
        ...study,
        choice: { device: event.device, by: event.by, figures: event.figures },
        lostDevices: study.lostDevices.filter((device) => device !== event.device),
      };
    case "deviceLost":
      return { ...study, lostDevices: [...study.lostDevices, event.device] };
    case "runEnded":
      return { ...study, lastRun: { because: event.because, ...(event.error && { error: event.error }) } };
    case "budgetChanged":
      return withStage(study, event.stage, (stage) => kindOf(stage).resized(stage, event.trials));
    case "baselineAdded":
      return withStage(study, event.stage, (stage) => kindOf(stage).withBaseline(stage, event.network));
    case "memberQueued":
      return withStage(study, event.stage, (stage) => kindOf(stage).withMember(stage, event.genotype));
    case "onnxBaselineAdded":
      return withStage(study, event.stage, (stage) => kindOf(stage).withOnnxBaseline(stage, event.network));
    case "slicesProposed":
      return withStage(study, event.stage, (stage) => kindOf(stage).withProposal(stage, event.proposal));
    case "slicesCorrected":
      return withStage(study, event.stage, (stage) => kindOf(stage).withRound(stage, event.round));
    case "renamed":
      return { ...study, spec: { ...study.spec, name: event.name } };
    case "pointPlaced":
      return {
        ...study,
        points: [...study.points.filter(({ id }) => id !== event.point.id), event.point].sort((a, b) => a.id - b.id),
      };
    case "pointRemoved":
      return { ...study, points: study.points.filter(({ id }) => id !== event.id) };
    default:
      return event satisfies never;
  }
}

const opensTest = (stage: Stage | undefined): boolean => stage !== undefined && kindOf(stage).work === "tests";

/** Trials as far as the next event needs them; ids are places. */
export interface KnownTrials {
  readonly length: number;
  at(id: number): Trial | undefined;
}

/** What an event makes of its trial. Throws where the log contradicts itself. */
export function changedTrial(trials: KnownTrials, event: TrialEvent): Trial {
  if (event.type === "trialAsked") {
    if (event.trial !== trials.length)
      throw new Error(`The log asks for trial ${event.trial} where trial ${trials.length} comes next.`);
    return askedTrial(event);
  }
  const trial = trials.at(event.trial);
  if (!trial) throw new Error(`The log speaks of trial ${event.trial}, which was never asked for.`);
  return trialAfter(trial, event);
}

function trialAfter(trial: Trial, event: Exclude<TrialEvent, { readonly type: "trialAsked" }>): Trial {
  switch (event.type) {
    case "trialStarted":
      return startedTrial(trial, event.device, event.fromStep);
    case "trialReported":
      return { ...trial, curve: [...trial.curve, event.point] };
    case "epochEnded":
      return {
        ...trial,
        curve: [...trial.curve, event.point],
        shared: { members: [], epochs: [...(trial.shared?.epochs ?? []), event.epoch] },
      };
    case "membersDerived":
      return { ...trial, shared: { epochs: trial.shared?.epochs ?? [], members: event.members } };
    case "candidatesCompared":
      return { ...trial, pairs: event.pairs };
    case "memberAdded":
      return {
        ...trial,
        additions: [...(trial.additions ?? []), { member: event.member, score: event.score }],
      };
    case "trialInterrupted":
      return { ...trial, seconds: trial.seconds + event.seconds };
    case "trialEnded":
      if (hasEnded(trial)) throw new Error(`The log ends trial ${event.trial} twice.`);
      return { ...trial, ...event.outcome, seconds: trial.seconds + event.seconds };
    case "trialTested":
      return { ...trial, test: event.evaluation };
    case "trialPinned":
      return { ...trial, isPinned: event.isPinned };
    default:
      return event satisfies never;
  }
}

/** One that goes on from a checkpoint has what it logged up to there. */
function startedTrial(trial: Trial, device: string, fromStep: number): Trial {
  const curve = trial.curve.filter(({ step }) => step <= fromStep);
  return {
    ...trial,
    device,
    attempts: trial.attempts + 1,
    curve,
    ...(trial.shared && { shared: { ...trial.shared, epochs: trial.shared.epochs.slice(0, curve.length) } }),
  };
}

function askedTrial({
  trial,
  stage,
  label,
  architecture,
  key,
  reason,
  cost,
  isPinned,
}: Extract<StudyEvent, { type: "trialAsked" }>): Trial {
  return {
    id: trial,
    stage,
    label,
    architecture,
    key,
    reason,
    cost,
    isPinned,
    status: "running",
    curve: [],
    device: null,
    seconds: 0,
    attempts: 0,
    test: null,
  };
}

const withStage = (study: Study, index: number, change: (stage: Stage) => Stage): Study =>
  withStages(
    study,
    study.spec.stages.map((stage, at) => (at === index ? change(stage) : stage)),
  );

const withStages = (study: Study, stages: readonly Stage[]): Study => rankedAs(study, { ...study.spec, stages });

/** With another spec: another objective ranks the trials anew. */
export function rankedAs(study: Study, spec: StudySpec): Study {
  const [before, after] = [firstObjective(study.spec.stages), firstObjective(spec.stages)];
  const isSame = before?.metric === after?.metric && before?.goal === after?.goal;
  return { ...study, spec, trials: isSame ? study.trials : study.trials.ranked(ranking({ spec })) };
}
