import { z } from "../core/zod.ts";
import type { Same } from "../core/sameType.ts";
import { epochSchema, evaluationSchema, pointSchema } from "../core/study/events.ts";
import type { Report, TrialEnd, TrialJob } from "./job.ts";

/** What a token allows: to train, to look on, to decide. */
export const ROLES = ["work", "watch", "steer"] as const;
export type Role = (typeof ROLES)[number];

/** What a machine says of itself when it joins. */
export interface Hello {
  /** The build of Cristae: another may compute other numbers. */
  readonly build: string;
  /** Empty where it is to be given one. */
  readonly name: string;
  readonly device: string;
  readonly cores: number;
  /** Trials it trains at a time. */
  readonly slots: number;
  /** It is a page that was opened by a link. */
  readonly isBrowser?: boolean | undefined;
}

/** What it is told then. */
export interface Joined {
  readonly session: string;
  readonly name: string;
  readonly study: string;
  /** How often it says how a trial goes, at least. */
  readonly beatMs: number;
}

/** Work that is handed out. */
export interface Handed {
  readonly id: string;
  readonly lock: string;
  readonly attempt: number;
  readonly job: TrialJob;
  /** Where to go on from. */
  readonly checkpoint: string | null;
  /** What was told of it before. */
  readonly before: Report;
}

const count = z.number().int().min(0);
const text = z.string().max(20_000);
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal");
export const jobIdSchema = z.string().regex(/^[\w-]{1,64}$/, "must be the name of work");

const hello = z.strictObject({
  ...{ build: text, name: z.string().max(60), device: z.string().max(60) },
  ...{ cores: count.max(10_000), slots: count.min(1).max(1_000) },
  isBrowser: z.boolean().optional(),
});
true satisfies Same<z.output<typeof hello>, Hello>;
export const joinSchema = z.strictObject({ token: z.string().max(200), hello });

const progress = z.strictObject({ trial: count, step: count, loss: z.number(), stepsPerSecond: z.number() });
const report = z.strictObject({
  device: z.string().max(60),
  fromStep: count.nullable(),
  curve: z.array(pointSchema),
  epochs: z.array(z.strictObject({ point: pointSchema, epoch: epochSchema })),
  derived: z.array(z.strictObject({ genotype: z.unknown(), reward: z.number() })).nullable(),
  progress: progress.nullable(),
  checkpoint: sha256Schema.nullable(),
  restarted: text.nullable(),
});
true satisfies Same<z.output<typeof report>, Report>;

const seconds = z.number().min(0);
const end = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("finished"), seconds, evaluation: evaluationSchema, weights: sha256Schema }),
  z.strictObject({ status: z.literal("failed"), seconds, error: z.strictObject({ name: text, message: text }) }),
  z.strictObject({ status: z.literal("stopped"), seconds }),
]);
const ends = (value: z.output<typeof end>): TrialEnd => value;

const name = z.string().max(200);
/** What somebody who steers decides: about all machines, or about one by its name. */
export const steerSchema = z.discriminatedUnion("does", [
  z.strictObject({ does: z.literal("freeze"), on: z.boolean() }),
  z.strictObject({ does: z.literal("highlight"), machine: name.nullable() }),
  z.strictObject({ does: z.enum(["pause", "goOn", "sendOut"]), machine: name }),
]);
export type SteerOrder = z.output<typeof steerSchema>;

const lock = z.string().max(200);
export const reportSchema = z.strictObject({ lock, report });
export const endSchema = z.strictObject({ lock, report, end: end.transform(ends) });
export const leaveSchema = reportSchema;
