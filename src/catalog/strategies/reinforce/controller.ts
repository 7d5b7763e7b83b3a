import type { Random } from "../../../core/random.ts";
import type { DecisionsView, DecisionStep } from "../../../core/search/space.ts";
import { addProduct, addProductGradient, addTo, dot } from "./linear.ts";
import { lstmGradient, lstmStep, type LstmState, type LstmStep } from "./lstm.ts";
import { entropyOf, shaped, softmax, type Shaping } from "./policy.ts";

/** Named tensors in one block, so that an optimiser takes them in one go. */
export interface Weights {
  readonly flat: Float64Array;
  readonly named: Readonly<Record<string, Float64Array>>;
}

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
  return { start: hidden, lower: cell, upper: cell, key: hidden ** 2, query: hidden ** 2, attention: hidden, ...(Object.fromEntries(words) as Record<string, number>) };
}

/** Zeros. */
export function createWeights(sizes: Readonly<Record<string, number>>): Weights {
  const flat = new Float64Array(Object.values(sizes).reduce((sum, size) => sum + size, 0));
  let end = 0;
  return { flat, named: Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, flat.subarray(end, (end += size))])) };
}

export const zerosLike = ({ named }: Weights): Weights => createWeights(Object.fromEntries(Object.entries(named).map(([name, { length }]) => [name, length])));

/** Where the input of a step comes from: the learned start token, or what was chosen in the step before. */
type Source = { readonly kind: "start" } | { readonly kind: "word"; readonly vocabulary: string; readonly word: number } | { readonly kind: "node"; readonly name: string };

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
export function rollOut(controller: Controller, choose: (probabilities: Float64Array, decision: number) => number): Roll {
  const { view, hidden, weights } = controller;
  const anchors = new Map<string, Anchor>();
  const passes: Pass[] = [];
  const decisions: Decision[] = [];
  let source: Source = { kind: "start" };
  let [lower, upper]: LstmState[] = [zeroState(hidden), zeroState(hidden)];
  for (const step of view.steps) {
    const below = lstmStep(weights.named.lower!, inputOf(controller, anchors, source), lower!);
    const above = lstmStep(weights.named.upper!, below.hidden, upper!);
    const decision = step.kind === "node" ? null : decide(controller, anchors, step, above.hidden, (probabilities) => choose(probabilities, decisions.length));
    passes.push({ step, source, lower: below, upper: above, decision });
    if (decision) decisions.push(decision);
    if (step.kind === "node") anchors.set(step.name, { hidden: step.isBlank ? new Float64Array(hidden) : above.hidden, key: product(above.hidden, weights.named.key!) });
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
export const sample = (controller: Controller, random: Random): Roll => rollOut(controller, (probabilities) => draw(probabilities, random.float()));

/** The same member once more. */
export const replay = (controller: Controller, choices: readonly number[]): Roll => rollOut(controller, (_, decision) => choices[decision]!);

function draw(probabilities: Float64Array, uniform: number): number {
  let sum = 0;
  const chosen = probabilities.findIndex((probability) => uniform < (sum += probability));
  return chosen < 0 ? probabilities.length - 1 : chosen;
}

const zeroState = (size: number): LstmState => ({ hidden: new Float64Array(size), cell: new Float64Array(size) });

/** A vector times a square matrix. */
function product(vector: Float64Array, matrix: Float64Array): Float64Array {
  const result = new Float64Array(vector.length);
  addProduct(result, vector, matrix);
  return result;
}

const rowOf = (matrix: Float64Array, row: number, columns: number): Float64Array => matrix.subarray(row * columns, (row + 1) * columns);

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

function decide(controller: Controller, anchors: ReadonlyMap<string, Anchor>, step: Decision["step"], hidden: Float64Array, choose: (probabilities: Float64Array) => number): Decision {
  const { weights, pointing, choosing } = controller;
  const asked = step.kind === "pointer" ? step.nodes : step.kind === "gate" ? [step.node] : [];
  const query = asked.length > 0 ? product(hidden, weights.named.query!) : hidden;
  const attended = asked.map((name) => anchors.get(name)!.key.map((value, index) => Math.tanh(value + query[index]!)));
  const scores = Float64Array.from(attended, (one) => dot(one, weights.named.attention!));
  const logits = step.kind === "choice" ? wordLogits(controller, step, hidden) : step.kind === "gate" ? Float64Array.of(-scores[0]!, scores[0]!) : scores;
  const { values, slopes } = shaped(logits, step.kind === "choice" ? choosing : pointing);
  const probabilities = softmax(values);
  return { step, probabilities, chosen: choose(probabilities), slopes, attended };
}

const wordLogits = ({ weights, hidden: size }: Controller, { vocabulary, words }: Extract<DecisionStep, { kind: "choice" }>, hidden: Float64Array): Float64Array =>
  Float64Array.from(words, (word) => weights.named[`${vocabulary}/bias`]![word]! + dot(hidden, rowOf(weights.named[`${vocabulary}/logits`]!, word, size)));

/** Adds the gradient by the weights of a loss whose gradients by the shaped logits are given, decision by decision. */
export function addGradient(controller: Controller, roll: Roll, ofLogits: (decision: Decision) => Float64Array, gradient: Weights): void {
  const { hidden: size, weights } = controller;
  const ofAnchors = new Map<string, Float64Array>();
  const ofKeys = new Map<string, Float64Array>();
  let [lower, upper]: LstmState[] = [zeroState(size), zeroState(size)];
  for (const { step, source, lower: below, upper: above, decision } of roll.passes.toReversed()) {
    const ofHidden = upper!.hidden.slice();
    if (step.kind === "node") addAnchorGradient(controller, { step, hidden: above.hidden, ofAnchor: ofAnchors.get(step.name), ofKey: ofKeys.get(step.name) }, ofHidden, gradient);
    if (decision) addDecisionGradient(controller, { decision, hidden: above.hidden, ofLogits: ofLogits(decision), ofKeys }, ofHidden, gradient);
    const ofUpper = lstmGradient(weights.named.upper!, above, { hidden: ofHidden, cell: upper!.cell }, gradient.named.upper!);
    const intoLower = lower!.hidden.slice();
    addTo(intoLower, ofUpper.x);
    const ofLower = lstmGradient(weights.named.lower!, below, { hidden: intoLower, cell: lower!.cell }, gradient.named.lower!);
    addTo(sourceGradient(source, size, ofAnchors, gradient), ofLower.x);
    [lower, upper] = [ofLower, ofUpper];
  }
}

/** Where the gradient of a step's input goes. */
function sourceGradient(source: Source, size: number, ofAnchors: Map<string, Float64Array>, gradient: Weights): Float64Array {
  switch (source.kind) {
    case "start":
      return gradient.named.start!;
    case "word":
      return rowOf(gradient.named[`${source.vocabulary}/embedding`]!, source.word, size);
    case "node":
      return entryOf(ofAnchors, source.name, size);
    default:
      return source satisfies never;
  }
}

function entryOf(entries: Map<string, Float64Array>, name: string, size: number): Float64Array {
  const known = entries.get(name) ?? new Float64Array(size);
  entries.set(name, known);
  return known;
}

interface AnchorGradient {
  readonly step: Extract<DecisionStep, { kind: "node" }>;
  readonly hidden: Float64Array;
  readonly ofAnchor: Float64Array | undefined;
  readonly ofKey: Float64Array | undefined;
}

function addAnchorGradient({ weights }: Controller, { step, hidden, ofAnchor, ofKey }: AnchorGradient, ofHidden: Float64Array, gradient: Weights): void {
  if (ofAnchor && !step.isBlank) addTo(ofHidden, ofAnchor);
  if (ofKey) addProductGradient({ vector: ofHidden, matrix: gradient.named.key! }, hidden, weights.named.key!, ofKey);
}

interface DecisionGradient {
  readonly decision: Decision;
  readonly hidden: Float64Array;
  readonly ofLogits: Float64Array;
  readonly ofKeys: Map<string, Float64Array>;
}

function addDecisionGradient(controller: Controller, { decision, hidden, ofLogits, ofKeys }: DecisionGradient, ofHidden: Float64Array, gradient: Weights): void {
  const { step, slopes, attended } = decision;
  const raw = ofLogits.map((slope, index) => slope * slopes[index]!);
  if (step.kind === "choice") {
    addWordGradient(controller, step, { hidden, raw }, ofHidden, gradient);
    return;
  }
  const ofScores = step.kind === "gate" ? [raw[1]! - raw[0]!] : raw;
  const ofQuery = new Float64Array(hidden.length);
  attended.forEach((one, node) => {
    const ofKey = entryOf(ofKeys, step.kind === "gate" ? step.node : step.nodes[node]!, hidden.length);
    const slope = ofScores[node]!;
    for (let index = 0; index < hidden.length; index++) {
      gradient.named.attention![index]! += slope * one[index]!;
      const inner = slope * controller.weights.named.attention![index]! * (1 - one[index]! ** 2);
      ofKey[index]! += inner;
      ofQuery[index]! += inner;
    }
  });
  addProductGradient({ vector: ofHidden, matrix: gradient.named.query! }, hidden, controller.weights.named.query!, ofQuery);
}

function addWordGradient({ weights }: Controller, { vocabulary, words }: Extract<DecisionStep, { kind: "choice" }>, { hidden, raw }: { readonly hidden: Float64Array; readonly raw: Float64Array }, ofHidden: Float64Array, gradient: Weights): void {
  const size = hidden.length;
  words.forEach((word, index) => {
    const slope = raw[index]!;
    const [row, ofRow] = [rowOf(weights.named[`${vocabulary}/logits`]!, word, size), rowOf(gradient.named[`${vocabulary}/logits`]!, word, size)];
    gradient.named[`${vocabulary}/bias`]![word]! += slope;
    for (let at = 0; at < size; at++) {
      ofRow[at]! += slope * hidden[at]!;
      ofHidden[at]! += slope * row[at]!;
    }
  });
}
