import { classColor, MAX_CLASSES, UNLABELLED, type ClassInfo, type LabelMap } from "../labelMap.ts";
import { StudioError } from "../../errors.ts";
import type { Shape3 } from "../volume.ts";
import { components } from "./components.ts";
import { counted, type Objects } from "./objects.ts";

/** The class of a list that parts the objects of the others, and where it does: within slices, or through them. */
export interface BoundaryClass {
  readonly index: number;
  readonly parts: NonNullable<ClassInfo["parts"]>;
}

/** The boundary among classes; null where objects are not what is learnt. */
export function boundaryClassOf(classes: readonly ClassInfo[]): BoundaryClass | null {
  const index = classes.findIndex(({ parts }) => parts !== undefined);
  return index < 0 ? null : { index, parts: classes[index]!.parts! };
}

/** Slices that lie further apart than this, in widths of a pixel, are planes of their own: an object looks another way in the next one. */
const MOST_ANISOTROPY = 2;

/** Where boundaries are to be drawn if nobody says so: through slices of voxels that are about as deep as they are wide. */
export function partsFor(
  [depth]: Shape3,
  voxelSizeNm: readonly [z: number, y: number, x: number] | null,
): BoundaryClass["parts"] {
  if (depth === 1) return "slices";
  if (!voxelSizeNm) return "volume";
  const [z, y, x] = voxelSizeNm;
  return z > MOST_ANISOTROPY * Math.min(y, x) ? "slices" : "volume";
}

/**
 * Labels to train objects on: the class map with one class more, *boundary*, of every voxel of an object that shares a face with another
 * object or with none (the class map of interiors and boundaries of spec 2.8). `numbers` tells objects of one class apart, by voxel; what
 * has another number or another class is another object. Class 0 is no object, and nothing is known of what nobody annotated.
 * Throws StudioError "BadInput" where there is a boundary already, or no room for one more class.
 */
export function withBoundaries(
  labels: LabelMap,
  { numbers, parts }: { readonly numbers: ArrayLike<number> | null; readonly parts: BoundaryClass["parts"] },
): LabelMap {
  const { data, shape, classes } = labels;
  if (boundaryClassOf(classes))
    throw new StudioError("BadInput", "The labels have a class of boundaries already; one parts all objects.");
  if (classes.length === MAX_CLASSES)
    throw new StudioError(
      "BadInput",
      `The labels have ${MAX_CLASSES} classes, so none is left for boundaries. Merge some, or take all objects as one class.`,
    );
  const index = classes.length;
  const isOther = (one: number, other: number) =>
    data[other] !== UNLABELLED && (data[one] !== data[other] || (numbers !== null && numbers[one] !== numbers[other]));
  const bounded = data.slice();
  forEachVoxel(shape, parts, (at, neighbours) => {
    if (data[at] === 0 || data[at] === UNLABELLED) return;
    if (neighbours.some((other) => isOther(at, other))) bounded[at] = index;
  });
  const boundary: ClassInfo = { name: "boundary", color: classColor(index), ...valuesFor(labels), parts };
  return { ...labels, data: bounded, classes: [...classes, boundary] };
}

/** The least number that stands for nothing else, where classes stand for numbers of a file. */
function valuesFor({ classes, unlabelled = [] }: LabelMap): Pick<ClassInfo, "values"> {
  if (classes.every(({ values }) => values === undefined)) return {};
  const used = new Set([...unlabelled, ...classes.flatMap(({ values }) => values ?? [])]);
  let value = 1;
  while (used.has(value)) value++;
  return { values: [value] };
}

/** Every voxel with those that share a face with it, within its slice or through slices. The list of them is used again for the next. */
function forEachVoxel(
  [depth, height, width]: Shape3,
  parts: BoundaryClass["parts"],
  visit: (at: number, neighbours: readonly number[]) => void,
): void {
  const plane = height * width;
  const neighbours: number[] = [];
  for (let z = 0, at = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) {
        neighbours.length = 0;
        if (parts === "volume" && z > 0) neighbours.push(at - plane);
        if (y > 0) neighbours.push(at - width);
        if (x > 0) neighbours.push(at - 1);
        if (x + 1 < width) neighbours.push(at + 1);
        if (y + 1 < height) neighbours.push(at + width);
        if (parts === "volume" && z + 1 < depth) neighbours.push(at + plane);
        visit(at, neighbours);
      }
}

/** Objects, and the class of each voxel that belongs to one (0 elsewhere). */
export interface BoundedObjects {
  readonly objects: Objects;
  readonly labels: Uint32Array<ArrayBuffer>;
}

/**
 * The objects of a class map with boundaries, as labels or as they were predicted: connected voxels of one class are an object's inside;
 * voxels of the boundary belong to the inside that is nearest along them, of equally near ones to that of the first voxel. A boundary
 * around nothing is no object.
 */
export function boundedObjects(classes: Uint8Array, shape: Shape3, { index, parts }: BoundaryClass): BoundedObjects {
  const [depth, height, width] = shape;
  if (parts === "volume" || depth === 1) return boundedIn(classes, shape, index);
  const ids = new Uint32Array(classes.length);
  const labels = new Uint32Array(classes.length);
  const area = height * width;
  let count = 0;
  for (let from = 0; from < classes.length; from += area) {
    const found = boundedIn(classes.subarray(from, from + area), [1, height, width], index);
    found.objects.ids.forEach((id, at) => (ids[from + at] = id === 0 ? 0 : count + id));
    labels.set(found.labels, from);
    count += found.objects.sizes.length;
  }
  return { objects: counted(ids, count), labels };
}

function boundedIn(classes: Uint8Array, shape: Shape3, boundary: number): BoundedObjects {
  const labels = Uint32Array.from(classes, (each) => (each === boundary || each === UNLABELLED ? 0 : each));
  const { ids, sizes } = components(labels, shape, { neighbours: "faces" });
  const [depth, height, width] = shape;
  const plane = height * width;
  const waiting = new Uint32Array(classes.length);
  let end = 0;
  const take = (at: number, from: number): void => {
    if (classes[at] !== boundary || ids[at] !== 0) return;
    ids[at] = ids[from]!;
    labels[at] = labels[from]!;
    waiting[end++] = at;
  };
  const flood = (at: number): void => {
    const x = at % width;
    const y = Math.floor(at / width) % height;
    const z = Math.floor(at / plane);
    if (z > 0) take(at - plane, at);
    if (y > 0) take(at - width, at);
    if (x > 0) take(at - 1, at);
    if (x + 1 < width) take(at + 1, at);
    if (y + 1 < height) take(at + width, at);
    if (z + 1 < depth) take(at + plane, at);
  };
  // The insides first: what they touch waits in the order in which it was found.
  for (let at = 0; at < classes.length; at++) if (classes[at] !== boundary && ids[at] !== 0) flood(at);
  for (let next = 0; next < end; next++) flood(waiting[next]!);
  return { objects: counted(ids, sizes.length), labels };
}
