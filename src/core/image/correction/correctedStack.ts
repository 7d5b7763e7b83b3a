import { StudioError } from "../../errors.ts";
import { blocksOf, lengthOf, type AnySplit, type Range, type Region } from "../dataset.ts";
import { UNLABELLED } from "../labelMap.ts";
import { rowsOf } from "../regionRows.ts";
import { partRegions, type JoinedStack } from "../subjects.ts";
import { usualGap } from "../usualGap.ts";
import { classBalance, correctionWeights, errorMap } from "./correction.ts";
import type { CorrectionMode } from "./modes.ts";

/** Some slices of a stack as a network predicted them and as a person corrected them: class indices, row-major [z, y, x]. */
export interface CorrectedSlices {
  readonly slices: Range;
  readonly mode: CorrectionMode;
  readonly raw: Uint8Array;
  /** UNLABELLED where nobody has looked: there the labels stay what they were. */
  readonly corrected: Uint8Array;
}

interface LabelledStack extends JoinedStack {
  readonly labels: Uint8Array;
  readonly split: AnySplit;
}

/** What a stack is trained on once slices of it were corrected. */
export interface CorrectedStack {
  readonly labels: Uint8Array;
  readonly split: AnySplit;
  /** What a voxel counts in the loss: the weight of its class, and more by a mistake (spec 2.6). */
  readonly voxelWeights: Float32Array;
}

/**
 * The training part with the corrected slices in it, their labels, and the weights of its voxels; of a slice that was corrected twice
 * the later holds. Classes are balanced over all of the training part by the labels as they are then. Other parts keep their labels.
 */
export function withCorrections(
  { shape, subjects, labels: before, split }: LabelledStack,
  corrections: readonly CorrectedSlices[],
  scale: number,
): CorrectedStack {
  const [validation, test] = [blocksOf(split, "validation"), blocksOf(split, "test")];
  const grown: AnySplit = { axis: split.axis, train: trainedBlocks(split, corrections), validation, test };
  const regions = partRegions({ shape, subjects }, grown, "train");
  const [, height, width] = shape;
  const area = height * width;
  const labels = Uint8Array.from(before);
  const errors = new Float32Array(labels.length);
  for (const { slices, mode, raw, corrected } of corrections) {
    const first = slices.from * area;
    for (const [from, to] of rowsOf(shape, within(regions, slices)))
      for (let at = from; at < to; at++) if (corrected[at - first] !== UNLABELLED) labels[at] = corrected[at - first]!;
    errors.set(errorMap({ raw, corrected, shape: [lengthOf(slices), height, width] }, mode), first);
  }
  const rows = [...rowsOf(shape, regions)].map(([from, to]) => labels.subarray(from, to));
  return {
    labels,
    split: grown,
    voxelWeights: correctionWeights(labels, errors, { balance: classBalance(rows), scale }),
  };
}

/** Blocks of the training part with the corrected slices; of a split by columns those that there are, which go through all slices. */
function trainedBlocks(split: AnySplit, corrections: readonly CorrectedSlices[]): readonly Range[] {
  const blocks = blocksOf(split, "train");
  if (split.axis !== "slices") return blocks;
  return joined([...blocks, ...corrections.map(({ slices }) => slices)]);
}

/** Ranges in ascending order, those that touch as one. */
function joined(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.from - other.from)) {
    const last = result.at(-1);
    if (last && range.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else result.push(range);
  }
  return result;
}

const within = (regions: readonly Region[], { from, to }: Range): readonly Region[] =>
  regions
    .map((region) => ({ ...region, z: { from: Math.max(from, region.z.from), to: Math.min(to, region.z.to) } }))
    .filter(({ z }) => z.from < z.to);

/**
 * Throws StudioError "BadInput" for slices whose corrections may not be trained on: beyond the stack, in a part that scores are measured
 * on, or, of several subjects, of a subject that is not in the training part.
 */
export function checkCorrectable(stack: JoinedStack, split: AnySplit, slices: Range): void {
  const because = whyNotCorrectable(stack, split, slices);
  if (because !== null) throw new StudioError("BadInput", because);
}

function whyNotCorrectable({ shape, subjects }: JoinedStack, split: AnySplit, { from, to }: Range): string | null {
  if (from >= to || to > shape[0])
    return `The slices are ${from}:${to}; the stack has ${shape[0]} slices, so name some of 0:${shape[0]}.`;
  if (split.axis !== "slices") return null;
  for (const part of ["validation", "test"] as const)
    for (const block of blocksOf(split, part))
      if (from < block.to && block.from < to)
        return `Slices ${from}:${to} reach into the ${part} part (${block.from}:${block.to}). Scores are measured there, and corrected slices are trained on, so correct others.`;
  const isTrained = blocksOf(split, "train").some((block) => from >= block.from && to <= block.to);
  return subjects && !isTrained
    ? `Slices ${from}:${to} are not of the training part. Of several subjects whole ones are trained on, so correct slices of those.`
    : null;
}

/** Slices as near to those that scores are measured on as is usual to leave unused between parts. */
function besideScored(stack: JoinedStack, split: AnySplit): readonly Range[] {
  const gap = usualGap(stack);
  return (["validation", "test"] as const)
    .flatMap((part) => blocksOf(split, part))
    .map(({ from, to }) => ({ from: from - gap, to: to + gap }));
}

/** What is known of slices that may be corrected next. */
export interface NextSlicesWish {
  readonly split: AnySplit;
  /** How much of each slice is labelled, 0 to 1. */
  readonly labelled: readonly number[];
  /** Slices of the rounds before. */
  readonly before: readonly Range[];
  /** How many there should be in a row; fewer where so many may not be corrected. */
  readonly count: number;
}

/**
 * The slices to correct next: those in a row of which the least is known, the first of several. Nothing is known of a slice that is not
 * trained on, as much as is labelled of one that is, and all of one that was corrected. Those between training and a part that scores
 * are measured on keep the two apart, and count as known too. Throws StudioError "BadInput" where none may be.
 */
export function nextSlices(stack: JoinedStack, { split, labelled, before, count }: NextSlicesWish): Range {
  const isIn = (ranges: readonly Range[], z: number) => ranges.some(({ from, to }) => z >= from && z < to);
  const trained = split.axis === "slices" ? blocksOf(split, "train") : [{ from: 0, to: stack.shape[0] }];
  const apart = split.axis === "slices" ? besideScored(stack, split) : [];
  const known = labelled.map((share, z) => (isIn(before, z) ? 1 : isIn(trained, z) ? share : isIn(apart, z) ? 1 : 0));
  const knownOf = ({ from, to }: Range) => known.slice(from, to).reduce((sum, share) => sum + share, 0);
  for (let length = Math.min(count, stack.shape[0]); length > 0; length--) {
    const found = known
      .map((_, from): Range => ({ from, to: from + length }))
      .filter((slices) => whyNotCorrectable(stack, split, slices) === null)
      .reduce<Range | null>((best, next) => (best && knownOf(best) <= knownOf(next) ? best : next), null);
    if (found) return found;
  }
  throw new StudioError(
    "BadInput",
    "No slice may be corrected: scores are measured on all of them. Leave some out of validation and test in the Data room.",
  );
}
