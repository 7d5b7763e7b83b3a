import { StudioError } from "../errors.ts";
import type { Random } from "../random.ts";
import { PARTS, type Part, type Range, type ScatteredSplit, type Split } from "./dataset.ts";
import type { JoinedStack } from "./subjects.ts";

/** How much of a stack is trained on, and how much is held out for the last score; what is left watches the training. */
export interface SplitShares {
  readonly train: number;
  readonly test: number;
}

/** Shares of a stack, and the root of the random stream that deals it out. */
export interface ShuffledParts extends SplitShares {
  readonly seed: string;
}

/** Blocks that a single stack is cut into: slices next to each other are alike, so that shuffling them one by one would leak. */
const BLOCKS = 10;

/**
 * The subjects of a stack, or tenths of a single one, dealt out at random (Wong and Moradi 2019: three shuffled splits). What is held
 * out comes from the random numbers alone: another share of training leaves it as it is. Throws StudioError "BadInput" where there
 * are fewer than three to deal out.
 */
export function shuffledSplit(
  stack: JoinedStack,
  axis: Split["axis"],
  { train, test }: SplitShares,
  random: Random,
): ScatteredSplit {
  const units = unitsOf(stack, axis);
  if (units.length < PARTS.length)
    throw new StudioError(
      "BadInput",
      `A shuffled split deals out ${PARTS.length} parts, and there are ${units.length} ${stack.subjects ? "subjects" : axis}.`,
    );
  const order = shuffled(units, random);
  const tested = within(test * units.length, 1, units.length - 2);
  const trained = within(train * units.length, 1, units.length - tested - 1);
  const parts: Readonly<Record<Part, readonly Range[]>> = {
    test: order.slice(0, tested),
    train: order.slice(tested, tested + trained),
    validation: order.slice(tested + trained),
  };
  return {
    axis: stack.subjects ? "slices" : axis,
    train: joined(parts.train),
    validation: joined(parts.validation),
    test: joined(parts.test),
  };
}

function unitsOf({ shape, subjects }: JoinedStack, axis: Split["axis"]): readonly Range[] {
  if (subjects) return subjects.map(({ slices }) => slices);
  const length = axis === "slices" ? shape[0] : shape[2];
  const count = Math.min(BLOCKS, length);
  const edge = (index: number) => Math.round((index * length) / count);
  return Array.from({ length: count }, (_, index) => ({ from: edge(index), to: edge(index + 1) }));
}

/** The same in another order, each as likely. */
export function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  const order = [...list];
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.int(0, last);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

const within = (count: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.round(count)));

/** In their order, those next to each other as one, so that a patch may lie across. */
function joined(ranges: readonly Range[]): readonly Range[] {
  return ranges
    .toSorted((a, b) => a.from - b.from)
    .reduce<readonly Range[]>((list, range) => {
      const last = list.at(-1);
      return last?.to === range.from ? [...list.slice(0, -1), { from: last.from, to: range.to }] : [...list, range];
    }, []);
}
