import type { ComparedRegion } from "../../core/image/comparePart.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { boundedObjects, type BoundaryClass } from "../../core/image/objects/boundaryClass.ts";
import { instanceScores, type InstanceScores } from "../../core/image/objects/instanceScores.ts";
import { meanOf } from "../../core/statistics.ts";

/** Scores of the objects of some boxes: of all classes as one, and of each class that is no background and no boundary. */
interface ObjectScores {
  readonly all: InstanceScores;
  readonly byClass: readonly InstanceScores[];
}

/** Several metrics ask for the same scores, which take a flood over all voxels. */
const found = new WeakMap<ComparedRegion, ObjectScores | null>();

/** Of boxes whose boundary parts objects; objects of different boxes are never the same. Null of boxes without a boundary. */
export function objectScores(regions: readonly ComparedRegion[]): ObjectScores | null {
  const first = regions[0];
  if (!first) return null;
  if (!found.has(first)) found.set(first, scoresOf(regions));
  return found.get(first)!;
}

/** Mean over the classes that have objects, known or predicted. */
export function meanOverClasses(
  regions: readonly ComparedRegion[],
  value: (scores: InstanceScores) => number | null,
): number | null {
  const values = (objectScores(regions)?.byClass ?? []).flatMap((scores) => value(scores) ?? []);
  return values.length > 0 ? meanOf(values) : null;
}

interface Numbered {
  readonly ids: Uint32Array;
  readonly labels: Uint32Array;
}

function scoresOf(regions: readonly ComparedRegion[]): ObjectScores | null {
  const { boundary, classes } = regions[0]!;
  if (!boundary) return null;
  const truth = numbered(regions, boundary, (region) => region.truth);
  const prediction = numbered(regions, boundary, (region) =>
    // Where nobody annotated nothing can be right or wrong.
    region.prediction.map((label, voxel) => (region.truth[voxel] === UNLABELLED ? UNLABELLED : label)),
  );
  const isKnown = annotated(regions);
  const within = (objects: Numbered, label: number) =>
    objects.ids.map((id, voxel) => (objects.labels[voxel] === label ? id : 0));
  return {
    all: instanceScores(prediction.ids, truth.ids, isKnown),
    byClass: Array.from({ length: classes }, (_, label) => label)
      .filter((label) => label !== 0 && label !== boundary.index)
      .map((label) => instanceScores(within(prediction, label), within(truth, label), isKnown)),
  };
}

/** The objects of all boxes one after the other, with numbers of their own. */
function numbered(
  regions: readonly ComparedRegion[],
  boundary: BoundaryClass,
  mapOf: (region: ComparedRegion) => Uint8Array,
): Numbered {
  const length = regions.reduce((sum, { truth }) => sum + truth.length, 0);
  const [ids, labels] = [new Uint32Array(length), new Uint32Array(length)];
  let [at, count] = [0, 0];
  for (const region of regions) {
    const { objects, labels: own } = boundedObjects(mapOf(region), region.shape, boundary);
    labels.set(own, at);
    objects.ids.forEach((id, voxel) => (ids[at + voxel] = id === 0 ? 0 : count + id));
    count += objects.sizes.length;
    at += region.truth.length;
  }
  return { ids, labels };
}

/** Whether somebody annotated a voxel, of all boxes one after the other. */
function annotated(regions: readonly ComparedRegion[]): (voxel: number) => boolean {
  const known = new Uint8Array(regions.reduce((sum, { truth }) => sum + truth.length, 0));
  let at = 0;
  for (const { truth } of regions) {
    known.set(truth, at);
    at += truth.length;
  }
  return (voxel) => known[voxel] !== UNLABELLED;
}
