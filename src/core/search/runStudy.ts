import { toErrorRecord } from "../errors.ts";
import type { Choice, OptionValues } from "../options.ts";
import { analyse, trainingBytes } from "../network/analysis.ts";
import type { Network } from "../network/network.ts";
import { createRandom } from "../random.ts";
import type { Candidate, Evaluator, RunLog, TrialProgress } from "./evaluator.ts";
import type { Pruner } from "./pruner.ts";
import type { Recipe } from "./recipe.ts";
import { createStopper, type StopSignal, type Stopper } from "./signal.ts";
import type { Decoded, SearchSpace } from "./space.ts";
import type { Strategy } from "./strategy.ts";
import { applyEvent, candidatesAsked, endedTrials, type SearchStage, type Study, type StudyEvent } from "./study.ts";
import { hasEnded, lastStep, type Architecture, type Cost, type Evaluation, type Outcome, type Reason, type Trial } from "./trial.ts";

/** How often a trial is started again after its worker crashed, before it counts as failed (spec 2.5). */
const MAX_ATTEMPTS = 3;

/** What joins a study's spec to the machine it runs on. Strategy, pruner, evaluator and log know nothing of each other. */
export interface RunParts {
  readonly space: SearchSpace;
  readonly strategy: Strategy;
  /** All of the recipe's pruners; the first that finds a reason stops the trial. */
  readonly pruners: readonly { readonly pruner: Pruner; readonly options: OptionValues }[];
  readonly evaluator: Evaluator;
  readonly log: RunLog<StudyEvent>;
  /** Decodes a network of the catalog (a baseline). */
  readonly decodeNetwork: (network: Choice) => Decoded;
  /** What a baseline is called: "U-Net". */
  readonly networkLabel: (network: Choice) => string;
  /** Monotonic seconds; core has no clock of its own. */
  readonly now: () => number;
}

export interface RunOptions {
  /** Aborting it interrupts the running trials; they keep a checkpoint and go on with the next run. */
  readonly interrupt: StopSignal;
  /** Once true, no further candidate is begun and the run ends after the running ones. */
  readonly isFinishing?: () => boolean;
  /** At most this many further candidates of the strategy in this run. */
  readonly limit?: number;
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

/**
 * Runs the search stage of a study to its budget, from wherever its log stands. The same code in a browser worker, in Node and
 * in tests. With one slot, an interrupted and resumed study has the same events as an uninterrupted one.
 */
export function runStudy(initial: Study, parts: RunParts, options: RunOptions): StudyRun {
  const stageIndex = 0;
  let study = initial;
  let writing = Promise.resolve();
  const running = new Map<number, { readonly stopper: Stopper; readonly promise: Promise<void> }>();
  let strategyMemory = { told: 0, memory: parts.strategy.begin() };
  let askedInThisRun = 0;
  let failure: unknown = null;

  const stage = (): SearchStage => study.spec.stages[stageIndex]!;

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

  function memory(): unknown {
    const ended = endedTrials(study).filter((trial) => trial.architecture.kind === "genotype");
    for (const trial of ended.slice(strategyMemory.told)) strategyMemory = { told: strategyMemory.told + 1, memory: parts.strategy.tell(strategyMemory.memory, trial) };
    return strategyMemory.memory;
  }

  /** Interrupted trials first, then baselines, then what the strategy proposes; null when there is nothing more to begin. */
  function nextTrial(): Trial | null {
    if (failure !== null || options.interrupt.aborted || options.isFinishing?.()) return null;
    const interrupted = study.trials.find((trial) => !hasEnded(trial) && !running.has(trial.id));
    if (interrupted) return interrupted;
    return nextBaseline() ?? nextProposal();
  }

  function nextBaseline(): Trial | null {
    const asked = study.trials.filter(({ architecture }) => architecture.kind === "network").length;
    const network = stage().baselines[asked];
    if (!network) return null;
    const architecture: Architecture = { kind: "network", network };
    return ask(architecture, `network:${JSON.stringify(network)}`, { text: "The baseline, trained like every candidate." }, numbered(parts.networkLabel(network), study));
  }

  function nextProposal(): Trial | null {
    const asked = candidatesAsked(study, stageIndex);
    if (asked >= stage().trials || askedInThisRun >= (options.limit ?? Infinity)) return null;
    const random = createRandom(study.spec.seed, "proposals", stageIndex, asked);
    const context = { space: parts.space, options: stage().strategy.options, random, asked, budget: stage().trials };
    const { genotype, reason } = parts.strategy.ask(memory(), context);
    askedInThisRun++;
    return ask({ kind: "genotype", genotype }, parts.space.key(genotype), reason, String(asked + 1));
  }

  function ask(architecture: Architecture, key: string, reason: Reason, label: string): Trial {
    const id = study.trials.length;
    const decoded = decode(architecture, parts, stage().recipe);
    const cost = "illegal" in decoded ? null : decoded.cost;
    void record({ type: "trialAsked", trial: id, stage: stageIndex, label, architecture, key, reason, cost, isPinned: architecture.kind === "network" });
    return study.trials[id]!;
  }

  function begin(trial: Trial): void {
    const stopper = createStopper(options.interrupt);
    const promise = evaluateTrial(trial, stopper)
      .catch((error: unknown) => (failure ??= error))
      .then(() => void running.delete(trial.id));
    running.set(trial.id, { stopper, promise });
  }

  async function evaluateTrial(trial: Trial, stopper: Stopper): Promise<void> {
    const decoded = decode(trial.architecture, parts, stage().recipe);
    if ("illegal" in decoded) return end(trial.id, { status: "illegal", because: decoded.illegal }, 0);
    const tooLarge = overTheCap(trial.cost, stage());
    if (tooLarge) return end(trial.id, { status: "outOfMemory", because: tooLarge }, 0);
    const twin = study.trials.find((other) => other.id < trial.id && other.key === trial.key && other.status === "finished");
    if (twin?.status === "finished") return end(trial.id, { status: "memoised", evaluation: twin.evaluation, of: twin.id }, 0);
    const candidate: Candidate = { trial: trial.id, network: decoded.network, recipe: stage().recipe, seed: `${study.spec.seed}/trial/${trial.id}` };
    await attempt(candidate, stopper);
  }

  async function attempt(candidate: Candidate, stopper: Stopper, crashes = 0): Promise<void> {
    const id = candidate.trial;
    const began = parts.now();
    const seconds = () => Math.max(0, parts.now() - began);
    const verdict: { pruned: string | null } = { pruned: null };
    const hooks = {
      started: (device: string, fromStep: number) => void record({ type: "trialStarted", trial: id, device, fromStep }),
      reported: (point: Trial["curve"][number]) => {
        if (verdict.pruned !== null || stopper.signal.aborted || point.step <= lastStep(study.trials[id]!)) return;
        void record({ type: "trialReported", trial: id, point });
        if (!point.scores || point.step >= candidate.recipe.steps) return;
        const trial = study.trials[id]!;
        verdict.pruned = judge(trial);
        if (verdict.pruned !== null) stopper.stop("pruned");
      },
      progressed: (progress: TrialProgress) => options.onProgress?.(progress),
    };
    try {
      const evaluation = await parts.evaluator.evaluate(candidate, hooks, stopper.signal);
      await end(id, verdict.pruned === null ? { status: "finished", evaluation } : prunedOutcome(id, verdict.pruned), seconds());
    } catch (error) {
      if (verdict.pruned !== null) return end(id, prunedOutcome(id, verdict.pruned), seconds());
      if (stopper.signal.reason === "cancelled") return end(id, { status: "cancelled" }, seconds());
      if (stopper.signal.aborted) return record({ type: "trialInterrupted", trial: id, because: "The run was interrupted.", seconds: seconds() });
      const found = toErrorRecord(error);
      if (found.name === "DiskFull") throw error;
      if (found.name === "WorkerCrashed" && crashes + 1 < MAX_ATTEMPTS) {
        await record({ type: "trialInterrupted", trial: id, because: found.message, seconds: seconds() });
        return attempt(candidate, stopper, crashes + 1);
      }
      await end(id, found.name === "OutOfMemory" ? { status: "outOfMemory", because: found.message } : { status: "failed", error: found }, seconds());
    }
  }

  function judge(trial: Trial): string | null {
    const others = study.trials.filter((other) => other.id !== trial.id && other.stage === trial.stage);
    for (const { pruner, options: values } of parts.pruners) {
      const because = pruner.judge(trial, others, values);
      if (because !== null) return because;
    }
    return null;
  }

  /** A pruned trial keeps the evaluation it was judged by: a valid, bad result. */
  function prunedOutcome(id: number, because: string): Outcome {
    const point = study.trials[id]!.curve.findLast(({ scores }) => scores)!;
    const evaluation: Evaluation = { step: point.step, scores: point.scores!, confusion: [] };
    return { status: "pruned", evaluation, because };
  }

  async function end(id: number, outcome: Outcome, seconds: number): Promise<void> {
    await record({ type: "trialEnded", trial: id, outcome, seconds });
    await parts.evaluator.settle(id);
  }

  async function run(): Promise<Study> {
    await record({ type: "runStarted", device: parts.evaluator.device, slots: parts.evaluator.slots });
    for (;;) {
      while (running.size < parts.evaluator.slots) {
        const trial = nextTrial();
        if (!trial) break;
        begin(trial);
      }
      if (running.size === 0) break;
      await Promise.race([...running.values()].map(({ promise }) => promise));
    }
    if (failure !== null) throw await failed(failure);
    await record({ type: "runEnded", because: options.interrupt.aborted ? "interrupted" : options.isFinishing?.() ? "finishing" : "done" });
    return study;
  }

  /** Tells the page why the run failed, also when the log itself is what failed. */
  async function failed(error: unknown): Promise<unknown> {
    await record({ type: "runEnded", because: "failed", error: toErrorRecord(error) }).catch(() => undefined);
    return error;
  }

  return {
    done: run(),
    cancelTrial: (id) => running.get(id)?.stopper.stop("cancelled"),
    record,
    study: () => study,
  };
}

/** Network and cost of an architecture, or why there is none: the space says so, or its shapes do not fit the patch. */
function decode(architecture: Architecture, { space, decodeNetwork }: RunParts, recipe: Recipe): { network: Network; cost: Cost } | { illegal: string } {
  const decoded = architecture.kind === "genotype" ? space.decode(architecture.genotype) : decodeNetwork(architecture.network);
  if ("illegal" in decoded) return decoded;
  try {
    return { network: decoded.network, cost: costOf(decoded.network, recipe) };
  } catch (error) {
    return { illegal: toErrorRecord(error).message };
  }
}

/** The cost of a network at a recipe's patch and batch. Throws StudioError "IllegalNetwork" where the patch does not fit. */
export function costOf(network: Network, { patch, batch }: Pick<Recipe, "patch" | "batch">): Cost {
  const channels = network.nodes.find((node) => node.kind === "input")?.params.channels ?? 1;
  const analysis = analyse(network, { spatial: network.dimension === 3 ? patch : patch.slice(1), channels });
  return { parameters: analysis.parameters, multiplyAdds: analysis.multiplyAdds, trainingBytes: trainingBytes(analysis, batch) };
}

function overTheCap(cost: Cost | null, { memoryCap }: SearchStage): string | null {
  if (!cost || cost.trainingBytes <= memoryCap) return null;
  return `needs ${bytesText(cost.trainingBytes)}, the cap is ${bytesText(memoryCap)}`;
}

export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]!}`;
}

/** The name, with a number behind it from the second trial of that name on. */
function numbered(name: string, study: Study): string {
  const same = study.trials.filter(({ label }) => label === name || label.startsWith(`${name} `)).length;
  return same === 0 ? name : `${name} ${same + 1}`;
}
