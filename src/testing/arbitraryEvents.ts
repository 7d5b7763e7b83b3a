import { COMBINATIONS, METHODS } from "../core/ensemble/memberChoice.ts";
import { NORMALISATION_IDS } from "../core/image/normalisation.ts";
import type { OnnxBaseline } from "../core/study/onnxBaseline.ts";
import fc from "fast-check";
import { CORRECTION_MODES } from "../core/image/correction/modes.ts";
import { PATCH_SAMPLINGS } from "../core/image/patchSampling.ts";
import type { LoggedEvent, StudyEvent } from "../core/study/events.ts";
import type { CorrectionRound, SliceProposal } from "../core/study/correctionRound.ts";
import { STUDY_VERSION, type StudySpec } from "../core/study/spec.ts";
import { type Stage } from "../core/stages/index.ts";
import type { SharedEpoch } from "../core/study/sharedSearch.ts";
import type { Architecture } from "../core/study/architecture.ts";
import type { CurvePoint, Evaluation, Outcome, Reason } from "../core/study/trial.ts";
import type { Scores } from "../core/judging/scores.ts";
import { INPUTS, type Recipe } from "../core/space/recipe.ts";
import { toyRecipe, toySpec } from "./toyStudy.ts";

/** An arbitrary of every member of a union, by what tells them apart: a new member does not compile before it has one. */
type Arbitraries<Union, Tag extends keyof Union> = {
  readonly [Name in Union[Tag] & string]: fc.Arbitrary<Extract<Union, Record<Tag, Name>>>;
};

const oneOf = <Union, Tag extends keyof Union>(all: Arbitraries<Union, Tag>): fc.Arbitrary<Union> =>
  fc.oneof(...Object.values<fc.Arbitrary<Union>>(all));

const index = fc.nat(50);
const text = fc.string({ maxLength: 20 });
/** JSON knows no −0. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const amount = fc.double({ min: 0, max: 1e12, noNaN: true }).map(Math.abs);
const flag = fc.boolean();
const indices = fc.array(index, { maxLength: 4 });
const numbers = fc.array(number, { maxLength: 4 });
/** A field of any name but that which objects give a meaning of their own. */
const name = fc.string({ minLength: 1, maxLength: 8 }).filter((key) => key !== "__proto__");
const json = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
const choice = fc.record({
  id: text,
  options: fc.dictionary(name, fc.oneof(number, text, flag), { noNullPrototype: true }),
});
const error = fc.record({ name: text, message: text });

const measured = fc.option(number);
const scores: fc.Arbitrary<Scores> = fc.record({
  values: fc.dictionary(name, measured, { noNullPrototype: true }),
  perClass: fc.dictionary(name, fc.array(measured, { maxLength: 4 }), { noNullPrototype: true }),
});
const evaluation: fc.Arbitrary<Evaluation> = fc.record(
  { step: index, scores, confusion: numbers, scoresBySet: fc.dictionary(name, scores, { noNullPrototype: true }) },
  { requiredKeys: ["step", "scores", "confusion"] },
);
const point: fc.Arbitrary<CurvePoint> = fc.record(
  { step: index, loss: number, learningRate: number, scores, share: fc.constant(0.125) },
  { requiredKeys: ["step", "loss", "learningRate"] },
);
const cost = fc.record({ parameters: amount, multiplyAdds: amount, trainingBytes: amount });
const reason: fc.Arbitrary<Reason> = fc.record(
  {
    text,
    numbers: fc.dictionary(name, fc.oneof(number, text), { noNullPrototype: true }),
    points: fc.dictionary(name, numbers, { noNullPrototype: true }),
  },
  { requiredKeys: ["text"] },
);
const epoch: fc.Arbitrary<SharedEpoch> = fc.record({
  ...{ epoch: index, rewards: numbers, baseline: fc.option(number), entropy: number, uniformEntropy: number },
  ...{ probabilities: fc.array(numbers, { maxLength: 3 }), diverged: index, tooLarge: index, restored: index },
});

const onnxBaseline: fc.Arbitrary<OnnxBaseline> = fc.record(
  {
    name: fc.string({ maxLength: 20 }),
    sha256: fc.constantFrom("a".repeat(64), "0123456789abcdef".repeat(4)),
    normalisation: fc.constantFrom(...NORMALISATION_IDS, "own"),
    scale: fc.record({ mean: number, deviation: number }),
    order: indices,
  },
  { requiredKeys: ["name", "sha256", "normalisation", "scale"] },
);

const architecture = oneOf<Architecture, "kind">({
  genotype: fc.record({ kind: fc.constant("genotype"), genotype: json }),
  network: fc.record({ kind: fc.constant("network"), network: choice }),
  retrained: fc.record({ kind: fc.constant("retrained"), trial: index }),
  ablated: fc.record({ kind: fc.constant("ablated"), trial: index, without: text }),
  built: fc.record({ kind: fc.constant("built"), trial: index, network: choice }),
  resplit: fc.record({ kind: fc.constant("resplit"), trial: index, split: index }),
  corrected: fc.record(
    {
      ...{ kind: fc.constant("corrected"), trial: index, from: index },
      ...{ round: fc.integer({ min: 1, max: 9 }), noise: amount },
    },
    { requiredKeys: ["kind", "trial", "from", "round"] },
  ),
  control: fc.record({ kind: fc.constant("control"), genotype: json }),
  supernet: fc.record({ kind: fc.constant("supernet") }),
  derived: fc.record({ kind: fc.constant("derived"), genotype: json }),
  probe: fc.record({ kind: fc.constant("probe"), genotype: json }),
  ensemble: fc.record(
    {
      ...{ kind: fc.constant("ensemble"), members: indices, combine: fc.constantFrom(...COMBINATIONS) },
      choose: fc.record({
        method: fc.constantFrom(...METHODS),
        rounds: fc.integer({ min: 1, max: 50 }),
        objective: fc.record({ metric: text, goal: fc.constantFrom("maximise", "minimise") }),
      }),
    },
    { requiredKeys: ["kind", "members"] },
  ),
  onnx: fc.record({ kind: fc.constant("onnx"), network: onnxBaseline }),
});

const outcome = oneOf<Outcome, "status">({
  finished: fc.record({ status: fc.constant("finished"), evaluation }),
  pruned: fc.record({ status: fc.constant("pruned"), evaluation, because: text }),
  failed: fc.record({ status: fc.constant("failed"), error }),
  illegal: fc.record({ status: fc.constant("illegal"), because: text }),
  outOfMemory: fc.record({ status: fc.constant("outOfMemory"), because: text }),
  cancelled: fc.record({ status: fc.constant("cancelled") }),
  memoised: fc.record({ status: fc.constant("memoised"), evaluation, of: index }),
});

const recipe: fc.Arbitrary<Recipe> = fc.record(
  {
    ...{ loss: choice, optimiser: choice, schedule: choice, pruners: fc.array(choice, { maxLength: 2 }) },
    ...{
      batch: fc.integer({ min: 1, max: 64 }),
      steps: fc.integer({ min: 1, max: 999 }),
      evaluateEvery: fc.constant(5),
    },
    patch: fc.constant(toyRecipe.patch),
    patchSampling: fc.constantFrom(...PATCH_SAMPLINGS),
    voxelWeights: fc.record({ edges: fc.nat(9), floor: fc.nat(9) }),
    augmentation: fc.constantFrom(toyRecipe.augmentation, {
      ...toyRecipe.augmentation,
      contrast: 0.2,
      brightness: 0.6,
    }),
    ...{
      bestBy: text,
      trainingShare: fc.constant(0.5),
      scoredShare: fc.constant(0.125),
      input: fc.constantFrom(...INPUTS),
    },
  },
  {
    requiredKeys: [
      ...["loss", "optimiser", "schedule", "pruners", "batch", "steps", "evaluateEvery"],
      ...["patch", "patchSampling", "voxelWeights", "augmentation"],
    ] as const,
  },
);
const space = fc.record({ id: text, settings: json });
const bestOf = fc.record({ bestOf: index });

const correctionRound: fc.Arbitrary<CorrectionRound> = fc.record(
  {
    ...{ slices: fc.record({ from: index, to: index }), mode: fc.constantFrom(...CORRECTION_MODES) },
    ...{ raw: fc.constant("a".repeat(64)), corrected: fc.constant("0123456789abcdef".repeat(4)) },
    ...{ changed: index, missed: index, invented: index, minutes: amount },
  },
  { requiredKeys: ["slices", "mode", "raw", "corrected", "changed", "missed", "invented"] },
);

const sliceProposal: fc.Arbitrary<SliceProposal> = fc.record({
  ...{ slices: fc.record({ from: index, to: index }), trial: index, raw: fc.constant("c".repeat(64)) },
});

const stage = oneOf<Stage, "kind">({
  search: fc.record(
    {
      ...{ kind: fc.constant("search"), space, strategy: choice, recipe, trials: index, memoryCap: amount },
      objective: fc.record({ metric: text, goal: fc.constantFrom("maximise", "minimise") }),
      ...{
        baselines: fc.array(choice, { maxLength: 2 }),
        given: fc.array(json, { maxLength: 2 }),
        base: bestOf,
        order: fc.record({ by: fc.constant("asked" as const), window: fc.integer({ min: 1, max: 40 }) }),
      },
    },
    { requiredKeys: ["kind", "space", "strategy", "recipe", "trials", "objective", "memoryCap", "baselines"] },
  ),
  supernet: fc.record(
    {
      ...{ kind: fc.constant("supernet"), space, controller: choice, recipe, warmUp: index, updates: index },
      ...{ reward: text, samples: index, memoryCap: amount, keep: index, probes: index },
      targets: fc.record({ loss: amount, reward: amount }, { requiredKeys: [] }),
    },
    {
      requiredKeys: [
        ...["kind", "space", "controller", "recipe", "warmUp"],
        ...["updates", "reward", "samples", "memoryCap", "keep"],
      ] as const,
    },
  ),
  retrain: fc.record(
    {
      kind: fc.constant("retrain"),
      source: fc.oneof(bestOf, fc.record({ trial: index })),
      times: index,
      recipe: recipe.chain((whole) => fc.subarray(Object.entries(whole)).map(partOf)),
      ...{ baselines: fc.array(choice, { maxLength: 2 }), controls: index },
      without: fc.array(text, { maxLength: 2 }),
    },
    { requiredKeys: ["kind", "source", "times"] },
  ),
  race: fc.record({ kind: fc.constant("race"), of: index, entrants: index, trainings: index }),
  build: fc.record({
    ...{ kind: fc.constant("build"), source: fc.oneof(bestOf, fc.record({ trial: index })), times: index },
    ...{ network: choice, path: fc.string({ minLength: 1, maxLength: 20 }), recipe, memoryCap: amount },
  }),
  shuffle: fc.record({
    ...{ kind: fc.constant("shuffle"), source: bestOf, splits: index },
    ...{
      train: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
      test: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
    },
  }),
  correct: fc.record(
    {
      ...{ kind: fc.constant("correct"), source: fc.oneof(bestOf, fc.record({ trial: index })), scale: amount },
      ...{ rounds: fc.array(correctionRound, { maxLength: 2 }), noise: amount, proposed: sliceProposal },
      recipe: recipe.chain((whole) => fc.subarray(Object.entries(whole)).map(partOf)),
    },
    { requiredKeys: ["kind", "source", "scale", "rounds"] },
  ),
  ensemble: fc.record(
    {
      ...{ kind: fc.constant("ensemble"), from: indices, members: index, combine: fc.constantFrom(...COMBINATIONS) },
      ...{ choose: fc.constantFrom(...METHODS), among: fc.integer({ min: 1, max: 50 }) },
    },
    { requiredKeys: ["kind", "from", "members"] },
  ),
  test: fc.record({ kind: fc.constant("test"), from: indices }),
});
const partOf = (fields: readonly [string, unknown][]): Partial<Recipe> => Object.fromEntries(fields);
const stages = fc.array(stage, { minLength: 1, maxLength: 3 });

const counts = fc.record({ train: amount, validation: amount, test: amount });
const spec: fc.Arbitrary<StudySpec> = fc.record({
  version: fc.constant(STUDY_VERSION),
  ...{ name: text, seed: number, stages },
  task: fc.record(
    {
      ...{ datasetId: text, datasetName: text, shape: fc.constant(toySpec().task.shape) },
      voxelSizeNm: fc.option(fc.tuple(number, number, number)),
      classes: fc.constant([{ name: "background", color: "none", values: [0, 7] }]),
      labelVoxels: fc.record({ classes: fc.array(counts, { maxLength: 2 }), unlabelled: counts }),
      split: fc.constant(toySpec().task.split),
      sets: fc.array(fc.record({ name: text, slices: fc.record({ train: index, validation: index, test: index }) }), {
        maxLength: 3,
      }),
      intensity: fc.record(
        { mean: number, deviation: number, low: number, high: number, isPerSubject: flag },
        { requiredKeys: ["mean", "deviation"] },
      ),
    },
    { requiredKeys: ["datasetId", "datasetName", "shape", "voxelSizeNm", "classes", "split", "intensity"] },
  ),
});

const figures = fc.record({
  ...{ id: text, label: text, slots: index, isFallback: flag, firstStepSeconds: amount, overheadSeconds: amount },
  ...{ multiplyAddsPerSecond: amount, bytesPerSecond: amount },
});

/** Events of every type. */
export const arbitraryEvents: Arbitraries<StudyEvent, "type"> = {
  studyCreated: fc.oneof(
    fc.record({ type: fc.constant("studyCreated"), spec }),
    fc.record({ type: fc.constant("studyCreated"), spec, labelRevision: text }),
  ),
  stageBegan: fc.record({ type: fc.constant("stageBegan"), stage: index, sources: indices }),
  stagesChanged: fc.record({ type: fc.constant("stagesChanged"), stages }),
  trialAsked: fc.record({
    ...{ type: fc.constant("trialAsked"), trial: index, stage: index, label: text, architecture, key: text, reason },
    ...{ cost: fc.option(cost), isPinned: flag },
  }),
  trialStarted: fc.record(
    { type: fc.constant("trialStarted"), trial: index, device: text, fromStep: index, worker: text, attempt: index },
    { requiredKeys: ["type", "trial", "device", "fromStep"] },
  ),
  trialReported: fc.record({ type: fc.constant("trialReported"), trial: index, point }),
  epochEnded: fc.record({ type: fc.constant("epochEnded"), trial: index, point, epoch }),
  candidatesCompared: fc.record({
    type: fc.constant("candidatesCompared"),
    trial: index,
    pairs: fc.array(fc.record({ one: index, other: index, disagreement: amount, gain: number }), { maxLength: 3 }),
  }),
  memberAdded: fc.record({
    type: fc.constant("memberAdded"),
    ...{ trial: index, member: index, score: number },
  }),
  membersDerived: fc.record({
    type: fc.constant("membersDerived"),
    trial: index,
    members: fc.array(fc.record({ genotype: json, reward: number }), { maxLength: 3 }),
  }),
  trialInterrupted: fc.record({ type: fc.constant("trialInterrupted"), trial: index, because: text, seconds: amount }),
  trialEnded: fc.record({ type: fc.constant("trialEnded"), trial: index, outcome, seconds: amount }),
  trialTested: fc.record({ type: fc.constant("trialTested"), trial: index, evaluation }),
  trialPinned: fc.record({ type: fc.constant("trialPinned"), trial: index, isPinned: flag }),
  runStarted: fc.record({ type: fc.constant("runStarted"), device: text, slots: index }),
  deviceChosen: fc.record({
    ...{ type: fc.constant("deviceChosen"), device: text, by: fc.constantFrom("user", "calibration") },
    figures: fc.array(figures, { maxLength: 3 }),
  }),
  deviceLost: fc.record({ type: fc.constant("deviceLost"), device: text, next: text, because: text }),
  runEnded: fc.record(
    { type: fc.constant("runEnded"), because: fc.constantFrom("done", "interrupted", "finishing", "failed"), error },
    { requiredKeys: ["type", "because"] },
  ),
  budgetChanged: fc.record({ type: fc.constant("budgetChanged"), stage: index, trials: index }),
  onnxBaselineAdded: fc.record({ type: fc.constant("onnxBaselineAdded"), stage: index, network: onnxBaseline }),
  baselineAdded: fc.record({ type: fc.constant("baselineAdded"), stage: index, network: choice }),
  memberQueued: fc.record({ type: fc.constant("memberQueued"), stage: index, genotype: fc.jsonValue() }),
  slicesProposed: fc.record({
    ...{ type: fc.constant("slicesProposed"), stage: index, proposal: fc.option(sliceProposal) },
  }),
  slicesCorrected: fc.record({ type: fc.constant("slicesCorrected"), stage: index, round: correctionRound }),
  renamed: fc.record({ type: fc.constant("renamed"), name: text }),
  testOpened: fc.record({ type: fc.constant("testOpened") }),
  pointPlaced: fc.record({
    type: fc.constant("pointPlaced"),
    point: fc.record({ id: index, at: fc.tuple(number, number, number), tail: fc.tuple(number, number), note: text }),
  }),
  pointRemoved: fc.record({ type: fc.constant("pointRemoved"), id: index }),
};

/** An event as it is logged. */
export const logged = (event: fc.Arbitrary<StudyEvent>): fc.Arbitrary<LoggedEvent> =>
  fc.tuple(event, fc.nat()).map(([one, at]) => ({ ...one, at }));
