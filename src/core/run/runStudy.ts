import { createAsking } from "../stages/nextAsked.ts";
import type { Asked } from "../stages/asked.ts";
import { toErrorRecord } from "../errors.ts";
import type { Evaluator, RunLog, TrialProgress } from "./evaluator.ts";
import { costOfAsked, createResolver, type CatalogParts } from "../stages/resolve.ts";
import { createTrialRunner } from "./runTrial.ts";
import { createStopper, type StopSignal, type Stopper } from "./signal.ts";
import { currentStage, isStageDone, settleSources, twinsOf, unsettledTests } from "../stages/stages.ts";
import { applyEvent, type Study } from "../study/study.ts";
import { type StudyEvent } from "../study/events.ts";
import { hasEnded, type Trial } from "../study/trial.ts";

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
type Work = { readonly kind: "trial"; readonly trial: Trial } | { readonly kind: "test"; readonly trial: Trial };

/**
 * Runs the stages of a study, each to its end before the next begins, from wherever its log stands. The same code in a browser
 * worker, in Node and in tests. With one slot, an interrupted and resumed study has the same events as an uninterrupted one.
 */
export function runStudy(initial: Study, parts: RunParts, options: RunOptions): StudyRun {
  let study = initial;
  let writing = Promise.resolve();
  const resolver = createResolver(parts.catalog);
  const running = new Map<string, { readonly stopper: Stopper; readonly promise: Promise<void> }>();
  const nextAsked = createAsking({ catalog: parts.catalog, resolver }, options.limit ?? Infinity);
  const runner = createTrialRunner({
    ...parts,
    resolver,
    record,
    study: () => study,
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  let failure: unknown = null;

  /** The study changes at once; the log is written in order behind it. A log that cannot be written ends the run. */
  function record(event: StudyEvent): Promise<void> {
    study = applyEvent(study, event);
    options.onEvent?.(event, study);
    writing = writing.then(() => parts.log.append([event]));
    writing.catch((error: unknown) => {
      failure ??= error;
      for (const { stopper } of running.values()) stopper.stop("log");
    });
    return writing;
  }

  /** Interrupted trials and those that waited for a twin first, then what the current stage asks for; null when there is nothing to begin now. */
  function nextWork(): Work | null {
    if (failure !== null || options.interrupt.aborted || options.isFinishing?.()) return null;
    const idle = study.trials.filter((trial) => !hasEnded(trial) && !running.has(`trial ${trial.id}`));
    const ready = idle.find((trial) => !hasUnfinishedTwin(trial));
    if (ready) return { kind: "trial", trial: ready };
    if (idle.length >= parts.evaluator.slots) return null;
    const index = currentStage(study);
    if (index === null || index > (options.through ?? Infinity)) return null;
    if (!study.begun[index]) void record({ type: "stageBegan", stage: index, sources: settleSources(study, index) });
    if (study.spec.stages[index]!.kind === "test")
      return nextTest(index) ?? (isStageDone(study, index) ? nextWork() : null);
    const asked = nextAsked(study, index);
    if (!asked) return null;
    const trial = ask(index, asked);
    return hasUnfinishedTwin(trial) ? nextWork() : { kind: "trial", trial };
  }

  /** A network is trained once: a candidate that came to the same one waits for it, and holds no slot meanwhile. */
  const hasUnfinishedTwin = (trial: Trial): boolean => twinsOf(study, trial).some((twin) => !hasEnded(twin));

  function nextTest(index: number): Work | null {
    const further = unsettledTests(study, index);
    if (further.length > 0)
      void record({ type: "stageBegan", stage: index, sources: [...study.begun[index]!, ...further] });
    const id = study.begun[index]!.find((trial) => !study.trials[trial]!.test && !running.has(`test ${trial}`));
    return id === undefined ? null : { kind: "test", trial: study.trials[id]! };
  }

  function ask(stage: number, { architecture, key, reason, label }: Asked): Trial {
    const id = study.trials.length;
    const isPinned =
      architecture.kind === "ensemble" ||
      (architecture.kind === "network" && study.spec.stages[stage]!.kind === "search");
    void record({
      type: "trialAsked",
      trial: id,
      stage,
      label,
      architecture,
      key,
      reason,
      cost: costOfAsked(study, stage, architecture, resolver),
      isPinned,
    });
    return study.trials[id]!;
  }

  function begin({ kind, trial }: Work): void {
    const stopper = createStopper(options.interrupt);
    const name = `${kind} ${trial.id}`;
    const promise = (kind === "test" ? runner.test(trial, stopper) : runner.evaluate(trial, stopper))
      .catch((error: unknown) => (failure ??= error))
      .then(() => {
        stopper.leave();
        running.delete(name);
      });
    running.set(name, { stopper, promise });
  }

  async function run(): Promise<Study> {
    await record({ type: "runStarted", device: parts.evaluator.device, slots: parts.evaluator.slots });
    for (;;) {
      beginAll();
      if (running.size === 0) break;
      await Promise.race([...running.values()].map(({ promise }) => promise));
    }
    if (failure !== null) throw await failed(failure);
    await record({
      type: "runEnded",
      because: options.interrupt.aborted ? "interrupted" : options.isFinishing?.() ? "finishing" : "done",
    });
    return study;
  }

  /** Begins work until every slot is taken or nothing more can begin; a stage that lacks its input ends the run. */
  function beginAll(): void {
    try {
      while (running.size < parts.evaluator.slots) {
        const work = nextWork();
        if (!work) return;
        begin(work);
      }
    } catch (error) {
      failure ??= error;
    }
  }

  /** Tells the page why the run failed, also when the log itself is what failed. */
  async function failed(error: unknown): Promise<unknown> {
    await record({ type: "runEnded", because: "failed", error: toErrorRecord(error) }).catch(() => undefined);
    return error;
  }

  return {
    done: run(),
    cancelTrial: (id) => running.get(`trial ${id}`)?.stopper.stop("cancelled"),
    record,
    study: () => study,
  };
}
