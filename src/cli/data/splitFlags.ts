import { StudioError } from "../../core/errors.ts";
import type { Range, Split } from "../../core/image/dataset.ts";
import { proposeSplitOf, type JoinedStack } from "../../core/image/subjects.ts";
import { parseRange } from "../input.ts";

/** Which slices, or subjects, are for what, such as "0:12". */
export interface SplitTexts {
  readonly train?: string;
  readonly val?: string;
  readonly test?: string;
}

/** The split that is said; none where nothing is. Throws StudioError "BadInput". */
export function splitFrom({ train, val, test }: SplitTexts, stack: JoinedStack): Split | null {
  if (train === undefined && val === undefined && test === undefined) return null;
  if (train === undefined || val === undefined)
    throw new StudioError("BadInput", "Give --train and --val together, such as --train 0:12 --val 12:15.");
  const validation = placed(parseRange("--val", val), stack);
  return {
    axis: proposeSplitOf(stack).axis,
    train: placed(parseRange("--train", train), stack),
    validation,
    test: test === undefined ? { from: validation.to, to: validation.to } : placed(parseRange("--test", test), stack),
  };
}

/** Of several subjects a range counts subjects; here as slices of the joined stack. Throws StudioError "BadInput". */
function placed({ from, to }: Range, { subjects }: JoinedStack): Range {
  if (!subjects) return { from, to };
  const [first, last] = [subjects[from], subjects[to - 1]];
  if (!first || !last)
    throw new StudioError(
      "BadInput",
      `The range ${from}:${to} goes beyond the ${subjects.length} subjects; ranges count subjects, from 0.`,
    );
  return { from: first.slices.from, to: last.slices.to };
}
