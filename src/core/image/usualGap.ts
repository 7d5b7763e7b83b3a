import { joinedStack, proposeSplitOf, type Joined, type JoinedStack } from "./subjects.ts";
import type { Split } from "./dataset.ts";

/** Slices between parts that nobody has chosen: two, as neighbours are nearly alike, and fewer in stacks that have none to spare. */
const SLICES = [
  { from: 12, gap: 2 },
  { from: 7, gap: 1 },
] as const;

/** Subjects are apart as they are; columns of a stack of few slices are left as they come. */
export function usualGap({ shape: [depth], subjects }: JoinedStack): number {
  return subjects ? 0 : (SLICES.find(({ from }) => depth >= from)?.gap ?? 0);
}

/** The split that data begin with in the page, and its gap. */
export function usualSplit(data: Joined): { readonly split: Split; readonly gap: number } {
  const stack = joinedStack(data);
  const gap = usualGap(stack);
  return { split: proposeSplitOf(stack, gap), gap };
}
