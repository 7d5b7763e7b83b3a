import { toErrorRecord } from "../errors.ts";
import type { Asked, AskingRun } from "../stages/asked.ts";
import type { CatalogParts } from "../stages/catalogParts.ts";
import { costOfAsked } from "../stages/cost.ts";
import { kindOf } from "../stages/index.ts";
import { createResolver } from "../stages/resolve.ts";
import { currentStage, isStageDone, isTest, settleSources, twinsOf, unsettled } from "../stages/stages.ts";
import type { StudyEvent } from "../study/events.ts";
import { applyEvent, type Study } from "../study/study.ts";
import { hasEnded, type Trial } from "../study/trial.ts";
import type { Evaluator, RunLog, TrialProgress } from "./evaluator.ts";
import { createTrialRunner } from "./runTrial.ts";
import { createStopper, type StopSignal, type Stopper } from "./signal.ts";

/** What joins a study's spec to the machine it runs on. Strategy, pruner, evaluator and log know nothing of each other. */
export interface RunParts {
  readonly catalog: CatalogParts;
  readonly evaluator: Evaluator;
  readonly log: RunLog<StudyEvent>;
  /** Monotonic seconds; core has no clock of its own. */
  readonly now: () => number;
}

export interface RunOptions {
  /** Aborting it interrupts the running trials; they keep a checkpoint and go on with the next run. */
  readonly interrupt: StopSignal;
  /** Once true, no further candidate is begun and the run ends after the running ones. */
  readonly isFinishing?: () => boolean;
  /** At most this many further candidates of a strategy in this run. */
  readonly limit?: number;
  /** Index of the last stage this run may work on; all of them where not given. */
  readonly through?: number;
  /** Called after every event, with the study as it then stands. */
  readonly onEvent?: (event: StudyEvent, study: Study) => void;
  readonly onProgress?: (progress: TrialProgress) => void;
  /** Waited for before the log is written, so that one write takes more; it is written at once where none is given. */
  readonly gather?: () => Promise<void>;
}

export interface StudyRun {
  readonly done: Promise<Study>;
  /** Ends one running trial as cancelled. */
  cancelTrial(id: number): void;
  /** Adds an event from outside (a pin, a note, a larger budget) in its place among the run's own. */
  record(event: StudyEvent): Promise<void>;
  readonly study: () => Study;
}

/** One thing to do: train (or average) a trial, or open the test part for one. */
interface Work {
  readonly does: "evaluate" | "test";
  readonly trial: Trial;
}

/** What a run holds while it goes: it changes in place, and only here. */
interface RunState {
  study: Study;
  readonly running: Map<string, { readonly stopper: Stopper; readonly promise: Promise<void> }>;
  /** The first thing that failed and that no trial is to blame for; null while all is well. */
  failure: unknown;
  readonly record: (event: StudyEvent) => Promise<void>;
}

const nameOf = ({ does, trial }: { readonly does: Work["does"]; readonly trial: Pick<Trial, "id"> }): string =>
  `${does} ${trial.id}`;

/**
 * Runs the stages of a study, each to its end before the next begins, from wherever its log stands. The same code in a browser
 * worker, in Node and in tests. With one slot, an interrupted and resumed study has the same events as an uninterrupted one.
 */
export function runStudy(initial: Study, parts: RunParts, options: RunOptions): StudyRun {
  const state = createState(initial, parts, options);
  const { running, record } = state;
  const resolver = createResolver(parts.catalog);
  const runner = createTrialRunner({
    ...parts,
    resolver,
    record,
    study: () => state.study,
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  const asking: AskingRun = {
    catalog: parts.catalog,
    resolver,
    proposalsLeft: options.limit ?? Infinity,
    memories: new Map(),
  };

  function begin(work: Work): void {
    const stopper = createStopper(options.interrupt);
    const promise = runner[work.does](work.trial, stopper)
      .catch((error: unknown) => (state.failure ??= error))
      .then(() => {
        stopper.leave();
        running.delete(nameOf(work));
      });
    running.set(nameOf(work), { stopper, promise });
  }

  /** Begins work until every slot is taken or nothing more can begin; a stage that lacks its input ends the run. */
  function beginAll(): void {
    try {
      while (running.size < parts.evaluator.slots) {
        const work = nextWork(state, asking, parts.evaluator.slots, options);
        if (!work) return;
        begin(work);
      }
    } catch (error) {
      state.failure ??= error;
    }
  }

  let wake: () => void = () => undefined;
  parts.evaluator.onMoreSlots?.(() => wake());

  async function run(): Promise<Study> {
    await record({ type: "runStarted", device: parts.evaluator.device, slots: parts.evaluator.slots });
    for (;;) {
      beginAll();
      if (running.size === 0) break;
      const moreSlots = new Promise<void>((resolve) => (wake = resolve));
      await Promise.race([...[...running.values()].map(({ promise }) => promise), moreSlots]);
    }
    if (state.failure !== null) throw await failed(state.failure);
    await record({
      type: "runEnded",
      because: options.interrupt.aborted ? "interrupted" : options.isFinishing?.() ? "finishing" : "done",
    });
    return state.study;
  }

  /** Tells the page why the run failed, also when the log itself is what failed. */
  async function failed(error: unknown): Promise<unknown> {
    await record({ type: "runEnded", because: "failed", error: toErrorRecord(error) }).catch(() => undefined);
    return error;
  }

  return {
    done: run(),
    cancelTrial: (id) => running.get(nameOf({ does: "evaluate", trial: { id } }))?.stopper.stop("cancelled"),
    record,
    study: () => state.study,
  };
}

/** The study changes at once; the log is written in order behind it. A log that cannot be written ends the run. */
function createState(study: Study, { log }: RunParts, { onEvent, gather }: RunOptions): RunState {
  let writing = Promise.resolve();
  /** What comes while the log is being written is written together then. */
  const unwritten: StudyEvent[] = [];
  const state: RunState = { study, running: new Map(), failure: null, record };

  async function write(): Promise<void> {
    if (unwritten.length === 0) return;
    await gather?.();
    await log.append(unwritten.splice(0));
  }

  function record(event: StudyEvent): Promise<void> {
    state.study = applyEvent(state.study, event);
    onEvent?.(event, state.study);
    unwritten.push(event);
    writing = writing.then(write);
    writing.catch((error: unknown) => {
      state.failure ??= error;
      for (const { stopper } of state.running.values()) stopper.stop("log");
    });
    return writing;
  }

  return state;
}

/** Interrupted trials and those that waited for a twin first, then what the current stage asks for; null when there is nothing to begin now. */
function nextWork(state: RunState, asking: AskingRun, slots: number, options: RunOptions): Work | null {
  if (state.failure !== null || options.interrupt.aborted || options.isFinishing?.()) return null;
  const isIdle = (trial: Trial) => !state.running.has(nameOf({ does: "evaluate", trial }));
  const idle = state.study.trials.unfinished.filter(isIdle);
  const ready = idle.find((trial) => !hasUnfinishedTwin(state.study, trial));
  if (ready) return { does: "evaluate", trial: ready };
  if (idle.length >= slots) return null;
  const index = currentStage(state.study);
  if (index === null || index > (options.through ?? Infinity)) return null;
  if (!state.study.sources[index])
    void state.record({ type: "stageBegan", stage: index, sources: settleSources(state.study, index) });
  const further = (): Work | null => nextWork(state, asking, slots, options);
  const stage = state.study.spec.stages[index]!;
  if (isTest(stage)) return nextTest(state, index) ?? (isStageDone(state.study, index) ? further() : null);
  const asked = kindOf(stage).next(state.study, index, stage, asking);
  if (!asked) return null;
  const trial = ask(state, asking, index, asked);
  return hasUnfinishedTwin(state.study, trial) ? further() : { does: "evaluate", trial };
}

/** A network is trained once: a candidate that came to the same one waits for it, and holds no slot meanwhile. */
const hasUnfinishedTwin = (study: Study, trial: Trial): boolean =>
  twinsOf(study, trial).some((twin) => !hasEnded(twin));

function nextTest(state: RunState, index: number): Work | null {
  const further = unsettled(state.study, index);
  if (further.length > 0)
    void state.record({ type: "stageBegan", stage: index, sources: [...state.study.sources[index]!, ...further] });
  const { trials, sources } = state.study;
  const tests = sources[index]!.map((id): Work => ({ does: "test", trial: trials.at(id)! }));
  return tests.find((test) => !test.trial.test && !state.running.has(nameOf(test))) ?? null;
}

function ask(state: RunState, { resolver }: AskingRun, stage: number, asked: Asked): Trial {
  const id = state.study.trials.length;
  const cost = costOfAsked(state.study, stage, asked.architecture, resolver);
  void state.record({ type: "trialAsked", trial: id, stage, ...asked, cost });
  return state.study.trials.at(id)!;
}
