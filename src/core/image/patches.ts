import type { Random } from "../random.ts";
import { drawTransform, type Augmentation, type PatchTransform } from "./augment.ts";
import { lengthOf, regionShape, type Range, type Region, type SetRegion } from "./dataset.ts";
import { UNLABELLED } from "./labelMap.ts";
import { rowsOf } from "./regionRows.ts";
import { shuffled } from "./shuffledSplit.ts";
import { settledSampling, type PatchSampling } from "./patchSampling.ts";
import { voxelCount, type Shape3 } from "./volume.ts";

/** Grey values and labels of a whole stack, with the box that training may read. */
export interface PatchSource {
  readonly shape: Shape3;
  readonly image: Float32Array;
  readonly labels: Uint8Array;
  /** Boxes that training may read; a patch stays within one of them. Where they are of several sets, each is drawn from as often. */
  readonly regions: readonly SetRegion[];
  /** What a voxel counts in the loss beside the weight of its class. */
  readonly weights?: Float32Array;
}

/** Which patches are drawn for a step of training. */
export interface PatchRecipe {
  /** Voxels [depth, height, width]; depth 1 for 2D networks. */
  readonly patch: Shape3;
  readonly batch: number;
  readonly patchSampling: PatchSampling;
  readonly augmentation: Augmentation;
}

/** `batch` patches after each other, voxels row-major. */
export interface PatchBatch {
  readonly image: Float32Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly weights?: Float32Array<ArrayBuffer>;
}

export interface PatchSampler {
  /** What is drawn depends on the state of `random` alone. */
  draw(random: Random): PatchBatch;
}

/** More positions of one class than this are thinned out evenly. */
const MAX_POSITIONS = 100_000;

/** Draws training patches: anywhere in the region that holds a label, or near a voxel of a class that was chosen first, so that rare classes are seen. */
export function createPatchSampler(source: PatchSource, recipe: PatchRecipe): PatchSampler {
  const { patch, batch, augmentation } = recipe;
  const size = voxelCount(patch);
  const starts = bySet(source).map((own) => startsOf(own, recipe));
  return {
    draw(random) {
      const order = starts.length > 1 ? shuffled(starts, random) : starts;
      const result: PatchBatch = {
        image: new Float32Array(batch * size),
        labels: new Uint8Array(batch * size),
        ...(source.weights && { weights: new Float32Array(batch * size) }),
      };
      for (let index = 0; index < batch; index++) {
        const { start, region } = order[index % order.length]!(random);
        copyPatch(
          source,
          { start, region, patch, transform: drawTransform(patch, augmentation, random) },
          result,
          index * size,
        );
      }
      return result;
    },
  };
}

/** The source once for each of its sets, with the boxes of that one. */
function bySet(source: PatchSource): readonly PatchSource[] {
  const sets = [...new Set(source.regions.map(({ set }) => set))];
  if (sets.length < 2) return [source];
  return sets.map((set) => ({ ...source, regions: source.regions.filter((region) => region.set === set) }));
}

function startsOf(source: PatchSource, { patch, patchSampling }: PatchRecipe): DrawStart {
  const isByClass = settledSampling(patchSampling, [...voxelsByClass(source).values()]) === "classBalanced";
  return isByClass ? balancedStart(source, patch) : labelledStart(source, patch);
}

interface PatchStart {
  readonly start: Shape3;
  readonly region: Region;
}

type DrawStart = (random: Random) => PatchStart;

const ranges = ({ z, y, x }: Region): readonly [Range, Range, Range] => [z, y, x];

function map3(of: (axis: 0 | 1 | 2) => number): Shape3 {
  return [of(0), of(1), of(2)];
}

/** Last possible first voxel of a patch; the region's first where the patch is larger than the region. */
const lastStart = (range: Range, extent: number): number => Math.max(range.from, range.to - extent);

/** Every voxel of the regions is as likely: larger ones are drawn more often. */
function uniformStart(regions: readonly Region[], patch: Shape3): DrawStart {
  const pick = regionPicker(regions);
  return (random) => {
    const region = pick(random);
    const axes = ranges(region);
    return { region, start: map3((axis) => random.int(axes[axis].from, lastStart(axes[axis], patch[axis]))) };
  };
}

function regionPicker(regions: readonly Region[]): (random: Random) => Region {
  const [only] = regions;
  if (only && regions.length === 1) return () => only;
  const ends: number[] = [];
  for (const region of regions) ends.push((ends.at(-1) ?? 0) + voxelCount(regionShape(region)));
  return (random) => {
    const place = random.float() * ends.at(-1)!;
    return regions[ends.findIndex((end) => place < end)]!;
  };
}

/** Anywhere alike; a patch without any label would teach nothing, and is drawn near a labelled voxel instead. */
function labelledStart(source: PatchSource, patch: Shape3): DrawStart {
  const anywhere = uniformStart(source.regions, patch);
  let positions: readonly number[] | null = null;
  return (random) => {
    const drawn = anywhere(random);
    if (holdsLabel(source, drawn, patch)) return drawn;
    positions ??= positionsByClass(source).flat();
    return positions.length === 0 ? drawn : startNear(source, patch, random.pick(positions), random);
  };
}

function holdsLabel({ shape, labels }: PatchSource, { start, region }: PatchStart, patch: Shape3): boolean {
  const [z, y, x] = map3((axis) => Math.min(start[axis] + patch[axis], ranges(region)[axis].to));
  const box = { z: { from: start[0], to: z }, y: { from: start[1], to: y }, x: { from: start[2], to: x } };
  for (const [from, to] of rowsOf(shape, [box]))
    for (let at = from; at < to; at++) if (labels[at] !== UNLABELLED) return true;
  return false;
}

function balancedStart(source: PatchSource, patch: Shape3): DrawStart {
  const classes = positionsByClass(source);
  if (classes.length === 0) return uniformStart(source.regions, patch);
  return (random) => startNear(source, patch, random.pick(random.pick(classes)), random);
}

/** A patch with a voxel about its middle. */
function startNear(source: PatchSource, patch: Shape3, at: number, random: Random): PatchStart {
  const [, height, width] = source.shape;
  const centre: Shape3 = [Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width];
  const region = source.regions.find((box) =>
    ranges(box).every(({ from, to }, axis) => centre[axis]! >= from && centre[axis]! < to),
  )!;
  const axes = ranges(region);
  const start = map3((axis) => {
    const jitter = Math.floor(patch[axis] / 4);
    const wanted = centre[axis] - Math.floor(patch[axis] / 2) + random.int(-jitter, jitter);
    return Math.min(Math.max(wanted, axes[axis].from), lastStart(axes[axis], patch[axis]));
  });
  return { region, start };
}

/** Offsets of voxels of each class that is in the region. */
function positionsByClass(source: PatchSource): readonly (readonly number[])[] {
  const { shape, labels, regions } = source;
  const counts = voxelsByClass(source);
  const positions = new Map([...counts].sort(([a], [b]) => a - b).map(([label]) => [label, [] as number[]]));
  const passed = new Map<number, number>();
  eachVoxel(shape, regions, (at) => {
    const list = positions.get(labels[at]!);
    if (!list) return;
    const before = passed.get(labels[at]!) ?? 0;
    passed.set(labels[at]!, before + 1);
    if (before % Math.ceil(counts.get(labels[at]!)! / MAX_POSITIONS) === 0) list.push(at);
  });
  return [...positions.values()];
}

/** How many labelled voxels the regions have of each class that is there. */
function voxelsByClass({ shape, labels, regions }: PatchSource): Map<number, number> {
  const counts = new Map<number, number>();
  eachVoxel(shape, regions, (at) => counts.set(labels[at]!, (counts.get(labels[at]!) ?? 0) + 1));
  counts.delete(UNLABELLED);
  return counts;
}

function eachVoxel([, height, width]: Shape3, regions: readonly Region[], visit: (at: number) => void): void {
  for (const { z, y, x } of regions) {
    for (let slice = z.from; slice < z.to; slice++) {
      for (let row = y.from; row < y.to; row++) {
        const first = (slice * height + row) * width;
        for (let at = first + x.from; at < first + x.to; at++) visit(at);
      }
    }
  }
}

interface Placement extends PatchStart {
  readonly patch: Shape3;
  readonly transform: PatchTransform;
}

function copyPatch(source: PatchSource, placement: Placement, target: PatchBatch, first: number): void {
  const { shape, image, labels, weights } = source;
  const { start, region, patch, transform } = placement;
  const [, height, width] = shape;
  const { slices, rows, columns, isBetween, contrast, brightness } = transform;
  let at = first;
  for (let z = 0; z < patch[0]; z++) {
    const slice = reflected(start[0] + Math.round(slices[z]!), region.z) * height;
    for (let voxel = 0; voxel < rows.length; voxel++, at++) {
      const from =
        (slice + reflected(start[1] + Math.round(rows[voxel]!), region.y)) * width +
        reflected(start[2] + Math.round(columns[voxel]!), region.x);
      const grey = isBetween ? greyBetween(source, placement, z, voxel) : image[from]!;
      target.image[at] = grey * contrast + brightness;
      target.labels[at] = labels[from]!;
      if (target.weights) target.weights[at] = weights![from]!;
    }
  }
}

/** The grey value at a place between voxels, linear along all three axes. */
function greyBetween({ shape, image }: PatchSource, placement: Placement, slice: number, voxel: number): number {
  const { start, region, transform } = placement;
  const z = start[0] + transform.slices[slice]!;
  const y = start[1] + transform.rows[voxel]!;
  const x = start[2] + transform.columns[voxel]!;
  const [above, left] = [Math.floor(y), Math.floor(x)];
  const column = reflected(left, region.x);
  const next = reflected(left + 1, region.x);
  const onLine = (plane: number, row: number) => {
    const line = (plane * shape[1] + reflected(row, region.y)) * shape[2];
    return mixed(image[line + column]!, image[line + next]!, x - left);
  };
  const onPlane = (at: number) => {
    const plane = reflected(at, region.z);
    return mixed(onLine(plane, above), onLine(plane, above + 1), y - above);
  };
  const before = Math.floor(z);
  return z === before ? onPlane(before) : mixed(onPlane(before), onPlane(before + 1), z - before);
}

const mixed = (from: number, to: number, share: number): number => from + (to - from) * share;

/** Mirrors a position that lies outside at the range's border voxels, without repeating them. */
export function reflected(position: number, range: Range): number {
  const length = lengthOf(range);
  if (position >= range.from && position < range.to) return position;
  if (length === 1) return range.from;
  const period = 2 * (length - 1);
  const folded = (((position - range.from) % period) + period) % period;
  return range.from + (folded < length ? folded : period - folded);
}

/** Copies a box of grey values; what lies outside the region is its mirror image. `start` may be negative. */
export function copyBox(
  { shape, image }: Pick<PatchSource, "shape" | "image">,
  region: Region,
  start: Shape3,
  extents: Shape3,
): Float32Array<ArrayBuffer> {
  const [, height, width] = shape;
  const axes = ranges(region);
  const result = new Float32Array(voxelCount(extents));
  const isInside = start[2] >= axes[2].from && start[2] + extents[2] <= axes[2].to;
  const columns = Int32Array.from({ length: isInside ? 0 : extents[2] }, (_, x) => reflected(start[2] + x, axes[2]));
  let at = 0;
  for (let z = 0; z < extents[0]; z++) {
    for (let y = 0; y < extents[1]; y++, at += extents[2]) {
      const first = (reflected(start[0] + z, axes[0]) * height + reflected(start[1] + y, axes[1])) * width;
      if (isInside) result.set(image.subarray(first + start[2], first + start[2] + extents[2]), at);
      else for (let x = 0; x < columns.length; x++) result[at + x] = image[first + columns[x]!]!;
    }
  }
  return result;
}

/** Number of voxels of each class in a region. */
export function classCounts(source: PatchSource, classes: number): readonly number[] {
  const counts = Array.from({ length: classes }, () => 0);
  eachVoxel(source.shape, source.regions, (at) => {
    const label = source.labels[at]!;
    if (label !== UNLABELLED) counts[label]!++;
  });
  return counts;
}

/** Labels of a region, row-major. */
export function regionLabels({
  shape,
  labels,
  region,
}: Pick<PatchSource, "shape" | "labels"> & { readonly region: Region }): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(voxelCount(regionShape(region)));
  let at = 0;
  eachVoxel(shape, [region], (from) => (result[at++] = labels[from]!));
  return result;
}
