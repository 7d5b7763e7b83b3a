import type { DecisionStep } from "../../../core/space/space.ts";
import type { Controller, Decision, Roll, Source } from "./controller.ts";
import { addProductGradient, addTo } from "./linear.ts";
import { lstmGradient, zeroState, type LstmState } from "./lstm.ts";
import { rowOf, type Weights } from "./weights.ts";

/** Adds the gradient by the weights of a loss whose gradients by the shaped logits are given, decision by decision. */
export function addGradient(
  controller: Controller,
  roll: Roll,
  ofLogits: (decision: Decision) => Float64Array,
  gradient: Weights,
): void {
  const { hidden: size, weights } = controller;
  const ofAnchors = new Map<string, Float64Array>();
  const ofKeys = new Map<string, Float64Array>();
  let [lower, upper]: LstmState[] = [zeroState(size), zeroState(size)];
  for (const { step, source, lower: below, upper: above, decision } of roll.passes.toReversed()) {
    const ofHidden = upper!.hidden.slice();
    if (step.kind === "node")
      addAnchorGradient(
        controller,
        { step, hidden: above.hidden, ofAnchor: ofAnchors.get(step.name), ofKey: ofKeys.get(step.name) },
        ofHidden,
        gradient,
      );
    if (decision)
      addDecisionGradient(
        controller,
        { decision, hidden: above.hidden, ofLogits: ofLogits(decision), ofKeys },
        ofHidden,
        gradient,
      );
    const ofUpper = lstmGradient(
      weights.named.upper!,
      above,
      { hidden: ofHidden, cell: upper!.cell },
      gradient.named.upper!,
    );
    const intoLower = lower!.hidden.slice();
    addTo(intoLower, ofUpper.x);
    const ofLower = lstmGradient(
      weights.named.lower!,
      below,
      { hidden: intoLower, cell: lower!.cell },
      gradient.named.lower!,
    );
    addTo(sourceGradient(source, size, ofAnchors, gradient), ofLower.x);
    [lower, upper] = [ofLower, ofUpper];
  }
}

/** Where the gradient of a step's input goes. */
function sourceGradient(
  source: Source,
  size: number,
  ofAnchors: Map<string, Float64Array>,
  gradient: Weights,
): Float64Array {
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

function addAnchorGradient(
  { weights }: Controller,
  { step, hidden, ofAnchor, ofKey }: AnchorGradient,
  ofHidden: Float64Array,
  gradient: Weights,
): void {
  if (ofAnchor && !step.isBlank) addTo(ofHidden, ofAnchor);
  if (ofKey) addProductGradient({ vector: ofHidden, matrix: gradient.named.key! }, hidden, weights.named.key!, ofKey);
}

interface DecisionGradient {
  readonly decision: Decision;
  readonly hidden: Float64Array;
  readonly ofLogits: Float64Array;
  readonly ofKeys: Map<string, Float64Array>;
}

function addDecisionGradient(
  controller: Controller,
  { decision, hidden, ofLogits, ofKeys }: DecisionGradient,
  ofHidden: Float64Array,
  gradient: Weights,
): void {
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
  addProductGradient(
    { vector: ofHidden, matrix: gradient.named.query! },
    hidden,
    controller.weights.named.query!,
    ofQuery,
  );
}

function addWordGradient(
  { weights }: Controller,
  { vocabulary, words }: Extract<DecisionStep, { kind: "choice" }>,
  { hidden, raw }: { readonly hidden: Float64Array; readonly raw: Float64Array },
  ofHidden: Float64Array,
  gradient: Weights,
): void {
  const size = hidden.length;
  words.forEach((word, index) => {
    const slope = raw[index]!;
    const [row, ofRow] = [
      rowOf(weights.named[`${vocabulary}/logits`]!, word, size),
      rowOf(gradient.named[`${vocabulary}/logits`]!, word, size),
    ];
    gradient.named[`${vocabulary}/bias`]![word]! += slope;
    for (let at = 0; at < size; at++) {
      ofRow[at]! += slope * hidden[at]!;
      ofHidden[at]! += slope * row[at]!;
    }
  });
}
