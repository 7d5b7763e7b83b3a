import type { Random } from "../../../core/random.ts";
import type { DecisionsView, DecisionStep } from "../../../core/space/space.ts";
import { addProduct, dot } from "./linear.ts";
import { lstmStep, zeroState, type LstmState, type LstmStep } from "./lstm.ts";
import { entropyOf, shaped, softmax, type Shaping } from "./policy.ts";
import { createWeights, rowOf, type Weights } from "./weights.ts";

export interface ControllerLook {
  readonly hidden: number;
  /** Of pointers and gates, and of choices. */
  readonly pointing: Shaping;
  readonly choosing: Shaping;
}

/** A two-layer recurrent policy over the decisions of a space (Xu et al. 2020; Pham et al. 2018; spec 3.4). */
export interface Controller extends ControllerLook {
  readonly view: DecisionsView;
  readonly weights: Weights;
}

/** Every weight starts uniform between −0.1 and 0.1. */
const START_RANGE = 0.1;

export function createController(view: DecisionsView, look: ControllerLook, random: Random): Controller {
  const weights = createWeights(sizesOf(view, look.hidden));
  weights.flat.forEach((_, index) => (weights.flat[index] = random.between(-START_RANGE, START_RANGE)));
  return { ...look, view, weights };
}

function sizesOf({ vocabularies }: DecisionsView, hidden: number): Readonly<Record<string, number>> {
  const words = Object.entries(vocabularies).flatMap(([name, list]) => [
    [`${name}/embedding`, list.length * hidden],
    [`${name}/logits`, list.length * hidden],
    [`${name}/bias`, list.length],
  ]);
  const cell = 2 * hidden * 4 * hidden;
  return {
    start: hidden,
    lower: cell,
    upper: cell,
    key: hidden ** 2,
    query: hidden ** 2,
    attention: hidden,
    ...(Object.fromEntries(words) as Record<string, number>),
  };
}

/** Where the input of a step comes from: the learned start token, or what was chosen in the step before. */
export type Source =
  | { readonly kind: "start" }
  | { readonly kind: "word"; readonly vocabulary: string; readonly word: number }
  | { readonly kind: "node"; readonly name: string };

/** One decided step. */
export interface Decision {
  readonly step: Exclude<DecisionStep, { readonly kind: "node" }>;
  readonly probabilities: Float64Array;
  readonly chosen: number;
  /** Slope of the shaping of every logit. */
  readonly slopes: Float64Array;
  /** tanh(key + query) for every node asked about. */
  readonly attended: readonly Float64Array[];
}

interface Pass {
  readonly step: DecisionStep;
  readonly source: Source;
  readonly lower: LstmStep;
  readonly upper: LstmStep;
  readonly decision: Decision | null;
}

/** One member as the controller makes it, with all that the gradient needs. */
export interface Roll {
  readonly choices: readonly number[];
  readonly logProbability: number;
  /** Sum over the decisions, in nats. */
  readonly entropy: number;
  readonly decisions: readonly Decision[];
  readonly passes: readonly Pass[];
}

/** A node that exists: what an LSTM is given that reads it, and what a query is compared with. */
interface Anchor {
  readonly hidden: Float64Array;
  readonly key: Float64Array;
}

/** Makes a member; `choose` gives the number of an alternative by the probabilities of all. */
export function rollOut(
  controller: Controller,
  choose: (probabilities: Float64Array, decision: number) => number,
): Roll {
  const { view, hidden, weights } = controller;
  const anchors = new Map<string, Anchor>();
  const passes: Pass[] = [];
  const decisions: Decision[] = [];
  let source: Source = { kind: "start" };
  let [lower, upper]: LstmState[] = [zeroState(hidden), zeroState(hidden)];
  for (const step of view.steps) {
    const below = lstmStep(weights.named.lower!, inputOf(controller, anchors, source), lower!);
    const above = lstmStep(weights.named.upper!, below.hidden, upper!);
    const decision =
      step.kind === "node"
        ? null
        : decide(controller, anchors, step, above.hidden, (probabilities) => choose(probabilities, decisions.length));
    passes.push({ step, source, lower: below, upper: above, decision });
    if (decision) decisions.push(decision);
    if (step.kind === "node")
      anchors.set(step.name, {
        hidden: step.isBlank ? new Float64Array(hidden) : above.hidden,
        key: product(above.hidden, weights.named.key!),
      });
    source = decision ? chosenSource(decision) : { kind: "start" };
    [lower, upper] = [below, above];
  }
  const sum = (of: (decision: Decision) => number) => decisions.reduce((total, decision) => total + of(decision), 0);
  return {
    choices: decisions.map(({ chosen }) => chosen),
    logProbability: sum(({ probabilities, chosen }) => Math.log(probabilities[chosen]!)),
    entropy: sum(({ probabilities }) => entropyOf(probabilities)),
    decisions,
    passes,
  };
}

/** Draws every decision. */
export const sample = (controller: Controller, random: Random): Roll =>
  rollOut(controller, (probabilities) => draw(probabilities, random.float()));

/** The same member once more. */
export const replay = (controller: Controller, choices: readonly number[]): Roll =>
  rollOut(controller, (_, decision) => choices[decision]!);

function draw(probabilities: Float64Array, uniform: number): number {
  let sum = 0;
  const chosen = probabilities.findIndex((probability) => uniform < (sum += probability));
  return chosen < 0 ? probabilities.length - 1 : chosen;
}

/** A vector times a square matrix. */
function product(vector: Float64Array, matrix: Float64Array): Float64Array {
  const result = new Float64Array(vector.length);
  addProduct(result, vector, matrix);
  return result;
}

function inputOf({ weights, hidden }: Controller, anchors: ReadonlyMap<string, Anchor>, source: Source): Float64Array {
  switch (source.kind) {
    case "start":
      return weights.named.start!;
    case "word":
      return rowOf(weights.named[`${source.vocabulary}/embedding`]!, source.word, hidden);
    case "node":
      return anchors.get(source.name)!.hidden;
    default:
      return source satisfies never;
  }
}

function chosenSource({ step, chosen }: Decision): Source {
  switch (step.kind) {
    case "pointer":
      return { kind: "node", name: step.nodes[chosen]! };
    case "choice":
      return { kind: "word", vocabulary: step.vocabulary, word: step.words[chosen]! };
    case "gate":
      return chosen === 1 ? { kind: "node", name: step.node } : { kind: "start" };
    default:
      return step satisfies never;
  }
}

function decide(
  controller: Controller,
  anchors: ReadonlyMap<string, Anchor>,
  step: Decision["step"],
  hidden: Float64Array,
  choose: (probabilities: Float64Array) => number,
): Decision {
  const { weights, pointing, choosing } = controller;
  const asked = step.kind === "pointer" ? step.nodes : step.kind === "gate" ? [step.node] : [];
  const query = asked.length > 0 ? product(hidden, weights.named.query!) : hidden;
  const attended = asked.map((name) => anchors.get(name)!.key.map((value, index) => Math.tanh(value + query[index]!)));
  const scores = Float64Array.from(attended, (one) => dot(one, weights.named.attention!));
  const logits =
    step.kind === "choice"
      ? wordLogits(controller, step, hidden)
      : step.kind === "gate"
        ? Float64Array.of(-scores[0]!, scores[0]!)
        : scores;
  const { values, slopes } = shaped(logits, step.kind === "choice" ? choosing : pointing);
  const probabilities = softmax(values);
  return { step, probabilities, chosen: choose(probabilities), slopes, attended };
}

const wordLogits = (
  { weights, hidden: size }: Controller,
  { vocabulary, words }: Extract<DecisionStep, { kind: "choice" }>,
  hidden: Float64Array,
): Float64Array =>
  Float64Array.from(
    words,
    (word) =>
      weights.named[`${vocabulary}/bias`]![word]! +
      dot(hidden, rowOf(weights.named[`${vocabulary}/logits`]!, word, size)),
  );
