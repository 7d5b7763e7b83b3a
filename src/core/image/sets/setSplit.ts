import { StudioError } from "../../errors.ts";
import type { Split } from "../dataset.ts";
import { proposeSplitOf, type JoinedStack } from "../subjects.ts";

/** A set before it is known what of it is for what. */
export interface StackOfSet {
  readonly name: string;
  readonly stack: JoinedStack;
  /** What was said of it; proposed where nothing was. */
  readonly split?: Split;
}

/**
 * The split of each set: what was said, or what is proposed for one stack. With a set that is left out, all of that one is the test part,
 * and the others have none: what of them would be tested helps to choose, or goes unused where somebody said what to choose by. Throws
 * StudioError "BadInput" for a set that is not there, or where none would be left to train on.
 */
export function splitSets(sets: readonly StackOfSet[], leftOut?: string): readonly Split[] {
  if (leftOut === undefined) return sets.map(({ stack, split }) => split ?? proposeSplitOf(stack));
  const names = sets.map(({ name }) => name);
  if (!names.includes(leftOut))
    throw new StudioError("BadInput", `There is no set "${leftOut}" to leave out; the sets are ${names.join(", ")}.`);
  if (sets.length < 2)
    throw new StudioError("BadInput", `"${leftOut}" is the only set; leaving it out leaves none to train on.`);
  return sets.map((set) => (set.name === leftOut ? allTested(set.stack) : untested(set)));
}

function allTested({ shape: [depth] }: JoinedStack): Split {
  const none = { from: 0, to: 0 };
  return { axis: "slices", train: none, validation: none, test: { from: 0, to: depth } };
}

function untested({ stack, split }: StackOfSet): Split {
  const { validation, test, ...rest } = split ?? proposeSplitOf(stack);
  const end = test.to;
  const chosen = split ? validation : { from: validation.from, to: Math.max(validation.to, end) };
  return { ...rest, validation: chosen, test: { from: chosen.to, to: chosen.to } };
}
