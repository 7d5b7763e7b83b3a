import type { Shape3 } from "../volume.ts";
import { borderSizes } from "./borderSize.ts";
import type { Spacing } from "./distanceMap.ts";
import type { Objects } from "./objects.ts";

/** What is known of one object. Lengths are in the unit of the voxel size. */
export interface MeasuredObject {
  readonly id: number;
  /** Label of its voxels; null where objects came numbered. */
  readonly label: number | null;
  readonly voxels: number;
  /** Area of an object of a plane, volume of one of a volume. */
  readonly size: number;
  /** Length of its outline, or its surface. */
  readonly border: number;
  /** Diameter of the disc or ball of this size. */
  readonly equivalentDiameter: number;
  /** First voxel, and the one behind the last, along z, y, x. */
  readonly from: Shape3;
  readonly to: Shape3;
  /** In voxels along z, y, x; 0 is the middle of the first. */
  readonly centroid: readonly [z: number, y: number, x: number];
  /** Of the image; null without one. */
  readonly meanGrey: number | null;
}

interface MeasuredStack {
  readonly shape: Shape3;
  readonly labels: ArrayLike<number>;
  readonly image?: ArrayLike<number>;
  readonly spacing: Spacing;
  /** Objects are flat, or they go through the slices. */
  readonly dimensions: 2 | 3;
}

/** Sums over the voxels of one object. */
interface Sums {
  label: number;
  voxels: number;
  grey: number;
  readonly places: [number, number, number];
  readonly least: [number, number, number];
  readonly most: [number, number, number];
}

/** Measures every object in one pass, and the borders in one a direction. */
export function measureObjects(objects: Objects, stack: MeasuredStack): readonly MeasuredObject[] {
  const { spacing, dimensions, shape } = stack;
  const borders = borderSizes(objects, shape, spacing, dimensions);
  const voxelSize = spacing[1] * spacing[2] * (dimensions === 3 ? spacing[0] : 1);
  return sumsOf(objects, stack).map(({ label, voxels, grey, places, least, most }, index) => ({
    id: index + 1,
    label,
    voxels,
    size: voxels * voxelSize,
    border: borders[index]!,
    equivalentDiameter: diameterOf(voxels * voxelSize, dimensions),
    from: least,
    to: most.map((place) => place + 1) as unknown as Shape3,
    centroid: places.map((sum) => sum / voxels) as [number, number, number],
    meanGrey: stack.image ? grey / voxels : null,
  }));
}

const diameterOf = (size: number, dimensions: 2 | 3): number =>
  dimensions === 2 ? 2 * Math.sqrt(size / Math.PI) : 2 * Math.cbrt((3 * size) / (4 * Math.PI));

function sumsOf({ ids, sizes }: Objects, { shape, labels, image }: MeasuredStack): readonly Sums[] {
  const [depth, height, width] = shape;
  const sums = sizes.map((voxels): Sums => ({
    label: 0,
    voxels,
    grey: 0,
    places: [0, 0, 0],
    least: [Infinity, Infinity, Infinity],
    most: [0, 0, 0],
  }));
  for (let z = 0, at = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) {
        if (ids[at] === 0) continue;
        const sum = sums[ids[at]! - 1]!;
        sum.label = labels[at]!;
        if (image) sum.grey += image[at]!;
        extend(sum, 0, z);
        extend(sum, 1, y);
        extend(sum, 2, x);
      }
  return sums;
}

function extend({ places, least, most }: Sums, axis: 0 | 1 | 2, place: number): void {
  places[axis] += place;
  if (place < least[axis]) least[axis] = place;
  if (place > most[axis]) most[axis] = place;
}
