import type { StudyEvent } from "../core/study/events.ts";
import { toyEvaluation } from "./toyStudy.ts";

type Asked = Extract<StudyEvent, { readonly type: "trialAsked" }>;

/** A member of the first stage, asked for; its genotype and key are its number. */
export const asked = (trial: number, change: Partial<Omit<Asked, "type" | "trial">> = {}): Asked => ({
  type: "trialAsked",
  trial,
  stage: 0,
  label: String(trial + 1),
  architecture: { kind: "genotype", genotype: trial },
  key: String(trial),
  reason: { text: "" },
  cost: null,
  isPinned: false,
  ...change,
});

/** A trial that finishes at step 40 after two seconds of training. */
export const ended = (trial: number, meanIou = 0.5): StudyEvent => ({
  type: "trialEnded",
  trial,
  outcome: { status: "finished", evaluation: toyEvaluation(meanIou, 40) },
  seconds: 2,
});
