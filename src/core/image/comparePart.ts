import { countConfusion, emptyConfusion, type ConfusionMatrix } from "./confusion.ts";
import { regionShape, type AnySplit, type Part, type Region, type SetRegion } from "./dataset.ts";
import { regionLabels } from "./patches.ts";
import type { BoundaryClass } from "./objects/boundaryClass.ts";
import { partRegions, type JoinedStack } from "./subjects.ts";
import type { Shape3 } from "./volume.ts";

/** A box of labels beside what was predicted there: class indices, row-major, the truth 255 where nobody annotated. */
export interface ComparedRegion extends Pick<SetRegion, "set"> {
  readonly shape: Shape3;
  readonly classes: number;
  readonly truth: Uint8Array;
  readonly prediction: Uint8Array;
  /** The class that parts objects, where objects are what was learnt. */
  readonly boundary?: BoundaryClass | null;
}

/** A part of the split, predicted: its counts, and the boxes they were counted in. */
export interface ComparedPart {
  readonly confusion: ConfusionMatrix;
  readonly regions: readonly ComparedRegion[];
}

/** Annotated data, split. */
export interface AnnotatedStack extends JoinedStack {
  readonly labels: Uint8Array;
  readonly classes: number;
  /** The class that parts objects, where objects are what is learnt. */
  readonly boundary?: BoundaryClass | null;
  readonly split: AnySplit;
}

/** Predicts a part box by box, or some boxes of it, and holds it against its labels. */
export async function comparePart(
  stack: AnnotatedStack,
  part: Part,
  predict: (region: Region) => Promise<Uint8Array>,
  boxes: readonly SetRegion[] = partRegions(stack, stack.split, part),
): Promise<ComparedPart> {
  const { classes, boundary = null } = stack;
  const regions: ComparedRegion[] = [];
  for (const region of boxes) {
    const prediction = await predict(region);
    const { set } = region;
    const truth = regionLabels({ ...stack, region });
    regions.push({
      ...{ shape: regionShape(region), classes, boundary, truth, prediction },
      ...(set !== undefined && { set }),
    });
  }
  return comparedPart(regions, classes);
}

/** Boxes that were predicted, with their counts. */
export function comparedPart(regions: readonly ComparedRegion[], classes: number): ComparedPart {
  const confusion = emptyConfusion(classes);
  for (const { truth, prediction } of regions) countConfusion(confusion, truth, prediction);
  return { confusion, regions };
}

/** A part by the sets that it is of; empty where the stack is one. */
export function comparedBySet({ regions, confusion }: ComparedPart): ReadonlyMap<string, ComparedPart> {
  const sets = new Map<string, ComparedRegion[]>();
  for (const region of regions)
    if (region.set !== undefined) sets.set(region.set, [...(sets.get(region.set) ?? []), region]);
  return new Map([...sets].map(([set, own]) => [set, comparedPart(own, confusion.classes)]));
}
