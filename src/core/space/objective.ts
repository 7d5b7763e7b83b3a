import type { Scores } from "../image/confusion.ts";

interface Objective {
  readonly label: string;
  readonly of: (scores: Scores) => number;
}

/** Smallest Dice whose logarithm is taken, so that the objective ends at 9.2103 (spec 4.5). */
const SMALLEST_DICE = 1e-4;

/** What a strategy may minimise. */
const objectives = {
  /** Spec 1.7. */
  meanIou: { label: "1 − mean IoU", of: ({ meanIou }) => 1 - meanIou },
  /** Spec 4.5, over the foreground classes. */
  logDice: { label: "−ln Dice", of: (scores) => -Math.log(Math.max(SMALLEST_DICE, foregroundDice(scores))) },
} as const satisfies Readonly<Record<string, Objective>>;

export type ObjectiveId = keyof typeof objectives;
export const OBJECTIVE_IDS: readonly ObjectiveId[] = ["meanIou", "logDice"];
export const objective = (id: ObjectiveId): Objective => objectives[id];

/** Mean Dice over the classes that occur, without the first, the background. */
export function foregroundDice({ dice }: Scores): number {
  const there = dice.slice(1).filter((value) => value !== null);
  return there.reduce((sum, value) => sum + value, 0) / Math.max(1, there.length);
}
