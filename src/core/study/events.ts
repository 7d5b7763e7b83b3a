import { z } from "../zod.ts";
import type { Addition, ComparedPair } from "../ensemble/memberChoice.ts";
import type { ErrorRecord } from "../errors.ts";
import type { Choice } from "../options.ts";
import type { DeviceChoice } from "../run/device.ts";
import { choiceSchema, classesSchema, parseWith, shapeSchema } from "../space/recipeSchema.ts";
import type { Genotype } from "../space/space.ts";
import type { DerivedMember, SharedEpoch } from "./sharedSearch.ts";
import { stageSchema, type Stage } from "../stages/index.ts";
import { architectureSchema, type Architecture } from "./architecture.ts";
import {
  correctionRoundSchema,
  sliceProposalSchema,
  type CorrectionRound,
  type SliceProposal,
} from "./correctionRound.ts";
import { onnxBaselineSchema, type OnnxBaseline } from "./onnxBaseline.ts";
import { STUDY_VERSION, type StudySpec } from "./spec.ts";
import type { Cost, CurvePoint, Evaluation, Outcome, Reason } from "./trial.ts";
import type { Same } from "../sameType.ts";

/** A numbered arrow on the images with a note, kept with the study. Voxel coordinates; `tail` is where the arrow starts. */
export interface ComparisonPoint {
  readonly id: number;
  readonly at: readonly [z: number, y: number, x: number];
  readonly tail: readonly [y: number, x: number];
  readonly note: string;
}

/** One line of the log. A study is the fold of its events and is changed in no other way. */
export type StudyEvent =
  | {
      readonly type: "studyCreated";
      readonly spec: StudySpec;
      /** Revision of the labels, where they were painted (core/image/painting). */
      readonly labelRevision?: string;
    }
  | { readonly type: "stageBegan"; readonly stage: number; readonly sources: readonly number[] }
  | { readonly type: "stagesChanged"; readonly stages: readonly Stage[] }
  | {
      readonly type: "trialAsked";
      readonly trial: number;
      readonly stage: number;
      readonly label: string;
      readonly architecture: Architecture;
      readonly key: string;
      readonly reason: Reason;
      readonly cost: Cost | null;
      readonly isPinned: boolean;
    }
  | {
      readonly type: "trialStarted";
      readonly trial: number;
      readonly device: string;
      readonly fromStep: number;
      /** Whose machine it is, where there are several, and how often the trial was handed out. */
      readonly worker?: string;
      readonly attempt?: number;
    }
  | { readonly type: "trialReported"; readonly trial: number; readonly point: CurvePoint }
  | { readonly type: "epochEnded"; readonly trial: number; readonly point: CurvePoint; readonly epoch: SharedEpoch }
  | { readonly type: "membersDerived"; readonly trial: number; readonly members: readonly DerivedMember[] }
  | { readonly type: "candidatesCompared"; readonly trial: number; readonly pairs: readonly ComparedPair[] }
  | ({ readonly type: "memberAdded"; readonly trial: number } & Addition)
  | { readonly type: "trialInterrupted"; readonly trial: number; readonly because: string; readonly seconds: number }
  | { readonly type: "trialEnded"; readonly trial: number; readonly outcome: Outcome; readonly seconds: number }
  | { readonly type: "trialTested"; readonly trial: number; readonly evaluation: Evaluation }
  | { readonly type: "trialPinned"; readonly trial: number; readonly isPinned: boolean }
  | { readonly type: "runStarted"; readonly device: string; readonly slots: number }
  | ({ readonly type: "deviceChosen" } & DeviceChoice)
  | { readonly type: "deviceLost"; readonly device: string; readonly next: string; readonly because: string }
  | {
      readonly type: "runEnded";
      readonly because: "done" | "interrupted" | "finishing" | "failed";
      readonly error?: ErrorRecord;
    }
  | { readonly type: "budgetChanged"; readonly stage: number; readonly trials: number }
  | { readonly type: "baselineAdded"; readonly stage: number; readonly network: Choice }
  /** Somebody put a member of a search's space into it: it is trained next, and the search is one longer. */
  | { readonly type: "memberQueued"; readonly stage: number; readonly genotype: Genotype }
  | { readonly type: "onnxBaselineAdded"; readonly stage: number; readonly network: OnnxBaseline }
  /** Slices were predicted to be corrected; null where they were left as they are. */
  | { readonly type: "slicesProposed"; readonly stage: number; readonly proposal: SliceProposal | null }
  | { readonly type: "slicesCorrected"; readonly stage: number; readonly round: CorrectionRound }
  | { readonly type: "renamed"; readonly name: string }
  /** Somebody asked to see what trials make of the test part, before or without a stage that tests. */
  | { readonly type: "testOpened" }
  | { readonly type: "pointPlaced"; readonly point: ComparisonPoint }
  | { readonly type: "pointRemoved"; readonly id: number };

/** An event with the time it was written, milliseconds since 1970. */
export type LoggedEvent = StudyEvent & { readonly at: number };

const index = z.number().int().min(0);
const amount = z.number().min(0);
const text = z.string().max(20_000);
const error = z.object({ name: text, message: text });

const range = z.strictObject({ from: index, to: index });
const split = z.strictObject({ axis: z.enum(["slices", "columns"]), train: range, validation: range, test: range });
const partCounts = z.strictObject({ train: amount, validation: amount, test: amount });
const task = z.strictObject({
  datasetId: text,
  datasetName: text,
  shape: shapeSchema,
  voxelSizeNm: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  classes: classesSchema,
  labelVoxels: z.strictObject({ classes: z.array(partCounts), unlabelled: partCounts }).exactOptional(),
  split,
  sets: z.array(z.strictObject({ name: text, slices: partCounts })).exactOptional(),
  intensity: z.strictObject({
    mean: z.number(),
    deviation: z.number(),
    low: z.number().exactOptional(),
    high: z.number().exactOptional(),
    isPerSubject: z.boolean().exactOptional(),
  }),
});
const stages = z.array(stageSchema).min(1);
const spec = z.strictObject({ version: z.literal(STUDY_VERSION), name: text, seed: z.number(), task, stages });

const measured = z.number().nullable();
/** By metric; which there are is the catalog's matter, and one that this version does not know is kept. */
const scores = z.strictObject({
  values: z.record(z.string(), measured),
  perClass: z.record(z.string(), z.array(measured)),
});
export const evaluationSchema = z.strictObject({
  step: index,
  scores,
  confusion: z.array(z.number()),
  blocks: z.array(z.array(amount)).exactOptional(),
  scoresBySet: z.record(z.string(), scores).exactOptional(),
});
export const pointSchema = z.strictObject({
  step: index,
  loss: z.number(),
  learningRate: z.number(),
  scores: scores.exactOptional(),
  share: z.number().gt(0).lt(1).exactOptional(),
});
const cost = z.strictObject({ parameters: amount, multiplyAdds: amount, trainingBytes: amount });
const reason = z.strictObject({
  text,
  numbers: z.record(z.string(), z.union([z.number(), z.string()])).exactOptional(),
  points: z.record(z.string(), z.array(z.number())).exactOptional(),
});
const outcome = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("finished"), evaluation: evaluationSchema }),
  z.strictObject({ status: z.literal("pruned"), evaluation: evaluationSchema, because: text }),
  z.strictObject({ status: z.literal("failed"), error }),
  z.strictObject({ status: z.literal("illegal"), because: text }),
  z.strictObject({ status: z.literal("outOfMemory"), because: text }),
  z.strictObject({ status: z.literal("cancelled") }),
  z.strictObject({ status: z.literal("memoised"), evaluation: evaluationSchema, of: index }),
]);

export const epochSchema = z.strictObject({
  epoch: index,
  rewards: z.array(z.number()),
  baseline: z.number().nullable(),
  entropy: z.number(),
  uniformEntropy: z.number(),
  probabilities: z.array(z.array(z.number())),
  diverged: index,
  tooLarge: index,
  restored: index,
});

const deviceFigures = z.strictObject({
  id: text,
  label: text,
  slots: index,
  isFallback: z.boolean(),
  firstStepSeconds: amount,
  overheadSeconds: amount,
  multiplyAddsPerSecond: amount,
  bytesPerSecond: amount,
});

const at = z.number();
const trial = index;
/** A line of a log. */
export const eventSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("studyCreated"), at, spec, labelRevision: z.string().exactOptional() }),
  z.strictObject({ type: z.literal("stageBegan"), at, stage: index, sources: z.array(index) }),
  z.strictObject({ type: z.literal("stagesChanged"), at, stages }),
  z.strictObject({
    type: z.literal("trialAsked"),
    at,
    trial,
    stage: index,
    label: text,
    architecture: architectureSchema,
    key: text,
    reason,
    cost: cost.nullable(),
    isPinned: z.boolean(),
  }),
  z.strictObject({
    type: z.literal("trialStarted"),
    at,
    trial,
    device: text,
    fromStep: index,
    worker: text.exactOptional(),
    attempt: index.exactOptional(),
  }),
  z.strictObject({ type: z.literal("trialReported"), at, trial, point: pointSchema }),
  z.strictObject({ type: z.literal("epochEnded"), at, trial, point: pointSchema, epoch: epochSchema }),
  z.strictObject({
    type: z.literal("membersDerived"),
    at,
    trial,
    members: z.array(z.strictObject({ genotype: z.unknown(), reward: z.number() })),
  }),
  z.strictObject({
    type: z.literal("candidatesCompared"),
    at,
    trial,
    pairs: z.array(z.strictObject({ one: index, other: index, disagreement: amount, gain: z.number() })),
  }),
  z.strictObject({ type: z.literal("memberAdded"), at, trial, member: index, score: z.number() }),
  z.strictObject({ type: z.literal("trialInterrupted"), at, trial, because: text, seconds: amount }),
  z.strictObject({ type: z.literal("trialEnded"), at, trial, outcome, seconds: amount }),
  z.strictObject({ type: z.literal("trialTested"), at, trial, evaluation: evaluationSchema }),
  z.strictObject({ type: z.literal("trialPinned"), at, trial, isPinned: z.boolean() }),
  z.strictObject({ type: z.literal("runStarted"), at, device: text, slots: index }),
  z.strictObject({
    type: z.literal("deviceChosen"),
    at,
    device: text,
    by: z.enum(["user", "calibration"]),
    figures: z.array(deviceFigures),
  }),
  z.strictObject({ type: z.literal("deviceLost"), at, device: text, next: text, because: text }),
  z.strictObject({
    type: z.literal("runEnded"),
    at,
    because: z.enum(["done", "interrupted", "finishing", "failed"]),
    error: error.exactOptional(),
  }),
  z.strictObject({ type: z.literal("budgetChanged"), at, stage: index, trials: index }),
  z.strictObject({ type: z.literal("baselineAdded"), at, stage: index, network: choiceSchema }),
  z.strictObject({ type: z.literal("memberQueued"), at, stage: index, genotype: z.unknown() }),
  z.strictObject({ type: z.literal("onnxBaselineAdded"), at, stage: index, network: onnxBaselineSchema }),
  z.strictObject({
    type: z.literal("slicesProposed"),
    at,
    stage: index,
    proposal: sliceProposalSchema.nullable(),
  }),
  z.strictObject({ type: z.literal("slicesCorrected"), at, stage: index, round: correctionRoundSchema }),
  z.strictObject({ type: z.literal("renamed"), at, name: text }),
  z.strictObject({ type: z.literal("testOpened"), at }),
  z.strictObject({
    type: z.literal("pointPlaced"),
    at,
    point: z.strictObject({
      id: index,
      at: z.tuple([z.number(), z.number(), z.number()]),
      tail: z.tuple([z.number(), z.number()]),
      note: text,
    }),
  }),
  z.strictObject({ type: z.literal("pointRemoved"), at, id: index }),
]);

/** Types of events whose type and schema are not the same: none, or this does not compile. */
type Differing = {
  [Type in StudyEvent["type"]]: Same<
    Extract<z.output<typeof eventSchema>, { type: Type }>,
    Extract<LoggedEvent, { type: Type }>
  > extends true
    ? never
    : Type;
}[StudyEvent["type"]];
true satisfies [Differing] extends [never] ? true : Differing;

/** One line of a log. Throws StudioError "BadInput" naming the field: an imported study may have been written by anyone. */
export const parseEvent = (json: unknown): LoggedEvent => parseWith(eventSchema, "The event", json);
