import { scoresOf } from "../catalog/metrics/index.ts";
import { bytesText } from "../core/bytes.ts";
import { chosenMembers, comparedPairs } from "../core/ensemble/choosing.ts";
import type { ComparedPair } from "../core/ensemble/memberChoice.ts";
import { StudioError } from "../core/errors.ts";
import type { ConfusionMatrix } from "../core/image/confusion.ts";
import { lengthOf, type Region } from "../core/image/dataset.ts";
import { regionLabels } from "../core/image/patches.ts";
import { partRegions } from "../core/image/subjects.ts";
import { valueOf, type MetricId } from "../core/judging/scores.ts";
import type { Choosing, ChoosingHooks, Member } from "../core/run/evaluator.ts";
import type { StopSignal } from "../core/run/signal.ts";
import { sumOf } from "../core/statistics.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import { nextTurn } from "../engine/yielding.ts";
import { predictorOf, type TrialArtifacts } from "./artifacts.ts";
import type { Threads } from "./threads.ts";
import { predictWith } from "./predictWith.ts";

/** What the probabilities of all candidates may take together. */
const MOST_BYTES = 2e9;

/** Steps between 0 and 1: sums of them are whole numbers, so that the order of adding says nothing. */
const STEPS = 0xffff;

interface ChoosingParts {
  readonly threads: Threads;
  readonly data: TrainingData;
  readonly artifacts: TrialArtifacts;
}

interface ChoosingCalls {
  readonly hooks: ChoosingHooks;
  readonly signal: StopSignal;
}

/** Candidates whose pairs are compared: of twelve there are 66, which takes about as long as to choose among twenty. */
const MOST_COMPARED = 12;

/**
 * Chooses members of an ensemble by their class probabilities on the validation part, which every candidate predicts once; two bytes
 * each are kept meanwhile.
 */
export async function chooseAmong(
  parts: ChoosingParts,
  candidates: readonly Member[],
  { method, rounds, objective, before }: Choosing,
  { hooks, signal }: ChoosingCalls,
): Promise<void> {
  const { data } = parts;
  const regions = partRegions(data, data.split, "validation");
  refuseTooMany(candidates.length, regions, data.classes);
  const truth = joined(regions.map((region) => regionLabels({ ...data, region })));
  const probabilities = new Map<number, Uint16Array>();
  const ordered = candidates.toSorted((one, other) => one.trial - other.trial);
  for (const { trial } of ordered) probabilities.set(trial, new Uint16Array(truth.length * data.classes));
  await Promise.all(
    ordered.map((candidate) =>
      predictInto(probabilities.get(candidate.trial)!, candidate, regions, { ...parts, signal }),
    ),
  );
  const score = (confusion: ConfusionMatrix) => measured(confusion, objective.metric);
  const opinions = { classes: data.classes, truth, probabilities };
  const rules = { method, rounds, goal: objective.goal, score, before };
  if (before.length === 0) {
    const few = new Map([...probabilities].slice(0, MOST_COMPARED));
    const pairs: ComparedPair[] = [];
    await inTurns(comparedPairs({ ...opinions, probabilities: few }, rules), signal, (pair) => pairs.push(pair));
    hooks.compared(pairs);
  }
  await inTurns(chosenMembers(opinions, rules), signal, (addition) => hooks.added(addition));
}

/** Takes one after the other, and lets others in between. */
async function inTurns<T>(all: Iterable<T>, signal: StopSignal, take: (one: T) => void): Promise<void> {
  for (const one of all) {
    take(one);
    await nextTurn();
    refuseStopped(signal);
  }
}

function measured(confusion: ConfusionMatrix, metric: MetricId): number {
  const value = valueOf(scoresOf(confusion), metric);
  if (value === null)
    throw new StudioError(
      "BadInput",
      `The validation part has nothing that "${metric}" could measure, so nothing can be chosen by it.`,
    );
  return value;
}

async function predictInto(
  target: Uint16Array,
  candidate: Member,
  regions: readonly Region[],
  { threads, artifacts, signal }: ChoosingParts & Pick<ChoosingCalls, "signal">,
): Promise<void> {
  const predictor = await predictorOf({ members: [candidate], combination: "mean" }, artifacts);
  let done = 0;
  for (const region of regions) {
    refuseStopped(signal);
    const { probabilities } = await predictWith(threads, predictor, region, true);
    for (let at = 0; at < probabilities!.length; at++) target[done + at] = Math.round(probabilities![at]! * STEPS);
    done += probabilities!.length;
  }
}

const voxelsOf = ({ z, y, x }: Region): number => lengthOf(z) * lengthOf(y) * lengthOf(x);

function refuseTooMany(candidates: number, regions: readonly Region[], classes: number): void {
  if (regions.length === 0)
    throw new StudioError("NotFound", "The split has no validation part. Choose slices for it in the Data room.");
  const each = sumOf(regions.map(voxelsOf)) * classes * Uint16Array.BYTES_PER_ELEMENT;
  if (candidates * each <= MOST_BYTES) return;
  throw new StudioError(
    "OutOfMemory",
    `The predictions of ${candidates} candidates take ${bytesText(candidates * each)}, and may take ${bytesText(MOST_BYTES)}. Choose among ${Math.floor(MOST_BYTES / each)} at most.`,
  );
}

function refuseStopped(signal: StopSignal): void {
  if (signal.aborted) throw new StudioError("Cancelled", "Stopped before its members were chosen.");
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(sumOf(parts.map(({ length }) => length)));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
