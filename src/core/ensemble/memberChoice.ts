import { objectiveSchema, type Objective } from "../space/objective.ts";
import { correlationOf, meanOf } from "../statistics.ts";
import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";

/** How class maps become one: by the mean of the class probabilities, or by a vote of labels. */
export const COMBINATIONS = ["mean", "vote"] as const;
export type Combination = (typeof COMBINATIONS)[number];

/** How members are found among candidates that were scored together: any number of times each, or once at most. */
export const METHODS = ["greedy", "distinct"] as const;
export type ChoiceMethod = (typeof METHODS)[number];

/** How an ensemble finds its members among candidates, round by round (spec 2.4). */
export interface MemberChoice {
  readonly method: ChoiceMethod;
  /** How many members are added at most. */
  readonly rounds: number;
  /** What the score of a round is, and which way it gets better. */
  readonly objective: Objective;
}

export const memberChoiceSchema = z.strictObject({
  method: z.enum(METHODS),
  rounds: z.number().int().min(1),
  objective: objectiveSchema,
});
true satisfies Same<z.output<typeof memberChoiceSchema>, MemberChoice>;

/** What a round of choosing came to. */
export interface Addition {
  /** The trial that was added. */
  readonly member: number;
  /** What the ensemble scores with it. */
  readonly score: number;
}

/** Two candidates: how far they differ, and what the mean of the two is worth. */
export interface ComparedPair {
  readonly one: number;
  readonly other: number;
  /** Share of voxels with other labels. */
  readonly disagreement: number;
  /** What both together score beyond the better of the two; negative where they score less. */
  readonly gain: number;
}

/** Pairs of candidates together: means of how far they differ and of what two gain, and how these correlate. Pass one pair at least. */
export function pairsTogether(pairs: readonly ComparedPair[]): {
  readonly disagreement: number;
  readonly gain: number;
  readonly correlation: number;
} {
  const [differing, gains] = [pairs.map(({ disagreement }) => disagreement), pairs.map(({ gain }) => gain)];
  return { disagreement: meanOf(differing), gain: meanOf(gains), correlation: correlationOf(differing, gains) };
}

/** The shortest beginning of what was added that scores highest. */
export function bestPrefix(additions: readonly Addition[], { goal }: Pick<Objective, "goal">): readonly Addition[] {
  const sign = goal === "maximise" ? 1 : -1;
  let best = 0;
  additions.forEach(({ score }, at) => {
    if (sign * score > sign * additions[best]!.score) best = at;
  });
  return additions.slice(0, best + 1);
}

/** A member of an ensemble and how often it counts. */
export interface CountedMember {
  readonly trial: number;
  readonly count: number;
}

/** Members in the order in which they first came. */
export function countedMembers(trials: readonly number[]): readonly CountedMember[] {
  const counts = new Map<number, number>();
  for (const trial of trials) counts.set(trial, (counts.get(trial) ?? 0) + 1);
  return Array.from(counts, ([trial, count]) => ({ trial, count }));
}
