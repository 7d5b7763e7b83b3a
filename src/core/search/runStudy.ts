import { bytesText } from "../bytes.ts";
import { StudioError, toErrorRecord } from "../errors.ts";
import { createRandom } from "../random.ts";
import type { Candidate, Evaluator, Member, RunLog, TrialProgress } from "./evaluator.ts";
import { objective } from "./objective.ts";
import type { Recipe } from "./recipe.ts";
import { createResolver, priced, seedsOf, type CatalogParts } from "./resolve.ts";
import { createStopper, type StopSignal, type Stopper } from "./signal.ts";
import { proposalSpace } from "./space.ts";
import { candidatesOf, currentStage, isStageDone, memberTrials, searchStage, settleSources, trialsOf } from "./stages.ts";
import type { Told } from "./strategy.ts";
import { applyEvent, endedTrials, type RetrainStage, type SearchStage, type Study, type StudyEvent } from "./study.ts";
import { evaluationOf, hasEnded, lastStep, type Architecture, type Cost, type EndedTrial, type Evaluation, type Outcome, type Reason, type Trial } from "./trial.ts";

/** How often a trial is started again after its worker crashed, before it counts as failed (spec 2.5). */
const MAX_ATTEMPTS = 3;

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
  /** What the strategies remember, by stage. */
  const memories = new Map<number, { readonly told: number; readonly memory: unknown }>();
  let askedInThisRun = 0;
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

  /** Strategies are told every ended candidate of their stage once, in the order in which they ended. */
  function memory(index: number, stage: SearchStage): unknown {
    const strategy = parts.catalog.strategy(stage.strategy.id);
    const candidates = candidatesOf(study, index).map(({ id }) => id);
    const ended = endedTrials(study).filter((trial) => trial.stage === index && trial.architecture.kind === "genotype");
    let { told, memory } = memories.get(index) ?? { told: 0, memory: strategy.begin() };
    for (const trial of ended.slice(told)) memory = strategy.tell(memory, toldOf(trial, candidates.indexOf(trial.id), stage));
    told = ended.length;
    memories.set(index, { told, memory });
    return memory;
  }

  /** Interrupted trials first, then what the current stage asks for; null when there is nothing to begin now. */
  function nextWork(): Work | null {
    if (failure !== null || options.interrupt.aborted || options.isFinishing?.()) return null;
    const interrupted = study.trials.find((trial) => !hasEnded(trial) && !running.has(`trial ${trial.id}`));
    if (interrupted) return { kind: "trial", trial: interrupted };
    const index = currentStage(study);
    if (index === null || index > (options.through ?? Infinity)) return null;
    if (!study.begun[index]) void record({ type: "stageBegan", stage: index, sources: settleSources(study, index) });
    const stage = study.spec.stages[index]!;
    if (stage.kind === "test") return nextTest(index) ?? (isStageDone(study, index) ? nextWork() : null);
    const trial = stage.kind === "search" ? (nextBaseline(index, stage) ?? nextProposal(index, stage)) : stage.kind === "retrain" ? nextRetraining(index, stage) : nextEnsemble(index);
    return trial && { kind: "trial", trial };
  }

  function nextBaseline(index: number, { baselines }: SearchStage): Trial | null {
    const asked = trialsOf(study, index).filter(({ architecture }) => architecture.kind === "network").length;
    const network = baselines[asked];
    if (!network) return null;
    const architecture: Architecture = { kind: "network", network };
    return ask(index, architecture, `network:${JSON.stringify(network)}`, { text: "The baseline, trained like every candidate." }, numbered(parts.catalog.networkLabel(network), study));
  }

  function nextProposal(index: number, stage: SearchStage): Trial | null {
    const candidates = candidatesOf(study, index);
    if (candidates.length >= stage.trials || askedInThisRun >= (options.limit ?? Infinity)) return null;
    const space = resolver.space(study, index);
    const proposal = parts.catalog.strategy(stage.strategy.id).ask(memory(index, stage), {
      space: proposalSpace(space),
      options: stage.strategy.options,
      random: createRandom(study.spec.seed, "proposals", index, candidates.length),
      shared: createRandom(study.spec.seed, "shared", index),
      proposed: candidates.map(({ architecture }) => (architecture.kind === "genotype" ? architecture.genotype : null)),
      budget: stage.trials,
    });
    if (!proposal) return null;
    askedInThisRun++;
    const number = String(candidates.length + 1);
    return ask(index, { kind: "genotype", genotype: proposal.genotype }, space.key(proposal.genotype), proposal.reason, index === 0 ? number : `${index + 1}.${number}`);
  }

  function nextRetraining(index: number, { times }: RetrainStage): Trial | null {
    const asked = trialsOf(study, index).length;
    const source = study.trials[study.begun[index]![0]!]!;
    if (asked >= times) return null;
    const reason = { text: `Trial ${source.label} again from fresh weights, ${asked + 1} of ${times}: the same network, training numbers and data order.` };
    return ask(index, { kind: "retrained", trial: source.id }, `${source.key}/retrained`, reason, `${source.label} again ${asked + 1}`);
  }

  function nextEnsemble(index: number): Trial | null {
    if (trialsOf(study, index).length > 0) return null;
    const members = study.begun[index]!;
    const names = members.map((id) => study.trials[id]!.label).join(", ");
    const reason = { text: `The mean of the class probabilities of ${members.length === 1 ? "trial" : "trials"} ${names}, the best by mean IoU on the validation part.` };
    return ask(index, { kind: "ensemble", members }, `ensemble:${members.join(",")}`, reason, numbered(`Ensemble of ${members.length}`, study));
  }

  function nextTest(index: number): Work | null {
    const id = study.begun[index]!.find((trial) => !study.trials[trial]!.test && !running.has(`test ${trial}`));
    return id === undefined ? null : { kind: "test", trial: study.trials[id]! };
  }

  function ask(stage: number, architecture: Architecture, key: string, reason: Reason, label: string): Trial {
    const id = study.trials.length;
    void record({ type: "trialAsked", trial: id, stage, label, architecture, key, reason, cost: costOfAsked(stage, architecture), isPinned: architecture.kind === "network" || architecture.kind === "ensemble" });
    return study.trials[id]!;
  }

  /** An ensemble costs what its members cost together; they are never trained together. */
  function costOfAsked(stage: number, architecture: Architecture): Cost | null {
    if (architecture.kind !== "ensemble") {
      const found = priced(resolver.resolve(study, stage, architecture));
      return "illegal" in found ? null : found.cost;
    }
    const costs = architecture.members.flatMap((id) => study.trials[id]?.cost ?? []);
    const sum = (part: keyof Cost) => costs.reduce((total, cost) => total + cost[part], 0);
    return { parameters: sum("parameters"), multiplyAdds: sum("multiplyAdds"), trainingBytes: 0 };
  }

  function begin({ kind, trial }: Work): void {
    const stopper = createStopper(options.interrupt);
    const name = `${kind} ${trial.id}`;
    const promise = (kind === "test" ? testTrial(trial, stopper) : evaluateTrial(trial, stopper))
      .catch((error: unknown) => (failure ??= error))
      .then(() => void running.delete(name));
    running.set(name, { stopper, promise });
  }

  async function evaluateTrial(trial: Trial, stopper: Stopper): Promise<void> {
    if (trial.architecture.kind === "ensemble") return average(trial, stopper);
    const found = resolver.resolve(study, trial.stage, trial.architecture);
    if ("illegal" in found) return end(trial.id, { status: "illegal", because: found.illegal }, 0);
    const unfit = priced(found);
    if ("illegal" in unfit) return end(trial.id, { status: "illegal", because: unfit.illegal }, 0);
    const tooLarge = overTheCap(trial);
    if (tooLarge) return end(trial.id, { status: "outOfMemory", because: tooLarge }, 0);
    await twinsBefore(trial);
    const twin = twinOf(trial);
    if (twin?.status === "finished") return end(trial.id, { status: "memoised", evaluation: twin.evaluation, of: twin.id }, 0);
    if (twin?.status === "outOfMemory") return end(trial.id, { status: "outOfMemory", because: twin.because }, 0);
    const { weights, data } = seedsOf(study, trial);
    await attempt({ trial: trial.id, network: found.network, recipe: found.recipe, seed: weights, dataSeed: data }, stopper);
  }

  const twinsOf = (trial: Trial): readonly Trial[] => (trial.architecture.kind === "retrained" ? [] : trialsOf(study, trial.stage).filter((other) => other.id < trial.id && other.key === trial.key));

  /** Waits for earlier candidates of the same network that are still training, so that it is trained once. */
  async function twinsBefore(trial: Trial): Promise<void> {
    await Promise.all(twinsOf(trial).flatMap(({ id }) => running.get(`trial ${id}`)?.promise ?? []));
  }

  /** An earlier candidate of the same stage that came to the same network (or training): what became of it holds. */
  const twinOf = (trial: Trial): Trial | undefined => twinsOf(trial).find(({ status }) => status === "finished" || status === "outOfMemory");

  async function average(trial: Trial, stopper: Stopper): Promise<void> {
    await record({ type: "trialStarted", trial: trial.id, device: parts.evaluator.device, fromStep: 0 });
    await timed(trial.id, stopper, async () => ({ status: "finished", evaluation: await parts.evaluator.score(membersOf(study, trial), "validation", stopper.signal) }));
  }

  /** Nothing is kept of a test that was interrupted; it is done again. */
  async function testTrial(trial: Trial, stopper: Stopper): Promise<void> {
    try {
      const evaluation = await parts.evaluator.score(membersOf(study, trial), "test", stopper.signal);
      await record({ type: "trialTested", trial: trial.id, evaluation });
    } catch (error) {
      if (!stopper.signal.aborted) throw error;
    }
  }

  function membersOf(of: Study, trial: Trial): readonly Member[] {
    return memberTrials(of, trial).map((member) => {
      const found = resolver.resolve(of, member.stage, member.architecture);
      if ("illegal" in found) throw new StudioError("IllegalNetwork", found.illegal);
      return { trial: member.id, network: found.network };
    });
  }

  async function attempt(candidate: Candidate, stopper: Stopper, crashes = 0): Promise<void> {
    const id = candidate.trial;
    const verdict: { pruned: string | null } = { pruned: null };
    const hooks = {
      started: (device: string, fromStep: number) => void record({ type: "trialStarted", trial: id, device, fromStep }),
      reported: (point: Trial["curve"][number]) => {
        if (verdict.pruned !== null || stopper.signal.aborted || point.step <= lastStep(study.trials[id]!)) return;
        void record({ type: "trialReported", trial: id, point });
        if (!point.scores || point.step >= candidate.recipe.steps) return;
        verdict.pruned = judge(study.trials[id]!, candidate.recipe);
        if (verdict.pruned !== null) stopper.stop("pruned");
      },
      progressed: (progress: TrialProgress) => options.onProgress?.(progress),
    };
    const crashed = await timed(id, stopper, async () => {
      try {
        const evaluation = await parts.evaluator.evaluate(candidate, hooks, stopper.signal);
        return verdict.pruned === null ? { status: "finished", evaluation } : prunedOutcome(id, verdict.pruned);
      } catch (error) {
        if (verdict.pruned !== null) return prunedOutcome(id, verdict.pruned);
        if (toErrorRecord(error).name === "WorkerCrashed" && !stopper.signal.aborted && crashes + 1 < MAX_ATTEMPTS) return { crashed: toErrorRecord(error).message };
        throw error;
      }
    });
    if (crashed) await attempt(candidate, stopper, crashes + 1);
  }

  /** Ends a trial as the work says, or as the error does; true where its worker crashed and it may be started again. */
  async function timed(id: number, { signal }: Stopper, work: () => Promise<Outcome | { readonly crashed: string }>): Promise<boolean> {
    const began = parts.now();
    const seconds = () => Math.max(0, parts.now() - began);
    try {
      const outcome = await work();
      if ("crashed" in outcome) {
        await record({ type: "trialInterrupted", trial: id, because: outcome.crashed, seconds: seconds() });
        return true;
      }
      await end(id, outcome, seconds());
    } catch (error) {
      if (signal.reason === "cancelled") await end(id, { status: "cancelled" }, seconds());
      else if (signal.aborted) await record({ type: "trialInterrupted", trial: id, because: "The run was interrupted.", seconds: seconds() });
      else await end(id, failureOutcome(error), seconds());
    }
    return false;
  }

  function judge(trial: Trial, { pruners }: Recipe): string | null {
    const others = trialsOf(study, trial.stage).filter(({ id }) => id !== trial.id);
    for (const choice of pruners) {
      const { pruner, options: values } = parts.catalog.pruner(choice);
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

  /** Predicted bytes over the cap of the search it came from; retraining repeats what has passed. */
  function overTheCap(trial: Trial): string | null {
    const { cost, stage } = trial;
    if (!cost || trial.architecture.kind === "retrained") return null;
    const { memoryCap } = searchStage(study, stage);
    return cost.trainingBytes <= memoryCap ? null : `needs ${bytesText(cost.trainingBytes)}, the cap is ${bytesText(memoryCap)}`;
  }

  async function run(): Promise<Study> {
    await record({ type: "runStarted", device: parts.evaluator.device, slots: parts.evaluator.slots });
    for (;;) {
      beginAll();
      if (running.size === 0) break;
      await Promise.race([...running.values()].map(({ promise }) => promise));
    }
    if (failure !== null) throw await failed(failure);
    await record({ type: "runEnded", because: options.interrupt.aborted ? "interrupted" : options.isFinishing?.() ? "finishing" : "done" });
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

function toldOf(trial: EndedTrial, index: number, stage: SearchStage): Told {
  const evaluation = evaluationOf(trial);
  const genotype = trial.architecture.kind === "genotype" ? trial.architecture.genotype : null;
  return { index, genotype, status: trial.status, value: evaluation && objective(stage.objective).of(evaluation.scores) };
}

/** How a trial ends whose evaluation failed. Throws what no trial is to blame for: a full disk. */
function failureOutcome(error: unknown): Outcome {
  const found = toErrorRecord(error);
  if (found.name === "DiskFull") throw error;
  return found.name === "OutOfMemory" ? { status: "outOfMemory", because: found.message } : { status: "failed", error: found };
}

/** The name, with a number behind it from the second trial of that name on. */
function numbered(name: string, study: Study): string {
  const same = study.trials.filter(({ label }) => label === name || label.startsWith(`${name} `)).length;
  return same === 0 ? name : `${name} ${same + 1}`;
}
