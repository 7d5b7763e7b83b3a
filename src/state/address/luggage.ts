import { StudioError } from "../../core/errors.ts";
import { copiedStages } from "../../core/stages/edits.ts";
import { parsePlan, type PlanFile } from "../../core/study/plan.ts";
import { describedStrategies } from "../../catalog/strategies/described.ts";
import { testFunctions } from "../../catalog/testFunctions/index.ts";
import { z } from "../../core/zod.ts";
import { choiceSchema, parseWith } from "../../core/space/recipeSchema.ts";
import type { LearnPlan } from "../learnSlice.ts";
import { plannedFile } from "../planSlice.ts";
import type { StudioState } from "../store.ts";

/** A lesson, and how far it is shown. */
export interface Lesson {
  readonly plan: LearnPlan;
  readonly at: number;
  readonly isRace: boolean;
}

/** What an address carries: plan with its space, and lesson. */
export interface Luggage {
  readonly plan?: PlanFile;
  readonly lesson?: Lesson;
}

const lessonSchema = z.strictObject({
  plan: z.strictObject({
    strategy: choiceSchema,
    on: z.string(),
    seed: z.number(),
    evaluations: z.number().int().min(1).max(100_000),
    noise: z.number().min(0),
    first: z.array(z.number()).nullable(),
  }),
  at: z.number().int().min(0),
  isRace: z.boolean(),
});

/** What is planned and learnt at, where it is not what a page begins with. */
export function luggageOf(state: StudioState, first: StudioState): Luggage {
  const isPlanning = state.study === null || state.isSettingUp;
  return {
    ...(isPlanning && (state.plan !== first.plan || state.setup.seed !== first.setup.seed) && { plan: planOf(state) }),
    ...((state.learnPlan !== first.learnPlan || state.learnAt > 0 || state.isLearnRace) && {
      lesson: { plan: state.learnPlan, at: state.learnAt, isRace: state.isLearnRace },
    }),
  };
}

/** What a link to somebody else carries: the plan of the open study, or the one that is set up, and the lesson of the room that teaches. */
export function giftOf(state: StudioState): Luggage {
  if (state.room === "learn")
    return { lesson: { plan: state.learnPlan, at: state.learnAt, isRace: state.isLearnRace } };
  const { study, isSettingUp } = state;
  if (!study || isSettingUp) return { plan: planOf(state) };
  return { plan: { ...planOf(state), seed: study.spec.seed, stages: copiedStages(study.spec.stages) } };
}

const planOf = (state: StudioState): PlanFile => plannedFile(state);

/** Compressed, in letters that a URL takes. */
export async function packed(luggage: Luggage): Promise<string | null> {
  if (!luggage.plan && !luggage.lesson) return null;
  const { deflateSync, strToU8 } = await import("fflate");
  return btoa(String.fromCharCode(...deflateSync(strToU8(JSON.stringify(luggage)), { level: 9 })))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** The most that is unpacked: a plan takes some kilobytes, and a link may have been made by anyone. */
const MOST_BYTES = 1_000_000;

/** Throws StudioError "BadInput" for what was cut off or is none, naming the field that does not fit. */
export async function unpacked(text: string): Promise<Luggage> {
  const { plan, lesson } = parseWith(
    z.object({ plan: z.unknown().optional(), lesson: z.unknown().optional() }),
    "The link",
    await jsonOf(text),
  );
  return {
    ...(plan !== undefined && { plan: parsePlan(plan) }),
    ...(lesson !== undefined && { lesson: lessonIn(lesson) }),
  };
}

function lessonIn(json: unknown): Lesson {
  const lesson = parseWith(lessonSchema, "The lesson of the link", json);
  describedStrategies.get(lesson.plan.strategy.id);
  testFunctions.get(lesson.plan.on);
  return lesson;
}

async function jsonOf(text: string): Promise<unknown> {
  const { inflateSync, strFromU8 } = await import("fflate");
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    return JSON.parse(strFromU8(inflateSync(bytes, { out: new Uint8Array(MOST_BYTES) })));
  } catch {
    throw new StudioError(
      "BadInput",
      "The plan of this link cannot be read: it was cut off or changed on its way. Ask for the link again, or for the plan as a file.",
    );
  }
}
