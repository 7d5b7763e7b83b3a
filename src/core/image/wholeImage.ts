import type { AnySplit, Region, SetRegion } from "./dataset.ts";
import { blocksOf, PARTS, regionShape } from "./dataset.ts";
import { UNLABELLED } from "./labelMap.ts";
import { copyBox, regionLabels, type PatchSource } from "./patches.ts";
import { resampleLinear, resampleNearest } from "./resampleBox.ts";
import type { JoinedStack } from "./subjects.ts";
import { voxelCount, type Shape3 } from "./volume.ts";

/** A stack of one image or several: volumes, or for a size of depth 1 the slices of each. */
export interface ImageStack extends Pick<JoinedStack, "shape"> {
  readonly subjects?: JoinedStack["subjects"];
  readonly split?: AnySplit;
  readonly voxelSizeNm?: readonly [z: number, y: number, x: number] | null;
}

/** Where an image lies in the grid of fixed size. */
export interface Fit {
  readonly start: Shape3;
  readonly extents: Shape3;
}

/**
 * How an image goes into a grid of fixed size (spec 4.6, as amended): voxels become as long in all directions, and as large as they
 * fit; what is left of the grid on both sides is padding. For a size of depth 1 the image is one slice.
 */
export function fitOf(shape: Shape3, size: Shape3, voxelSizeNm: ImageStack["voxelSizeNm"]): Fit {
  const lengths = shape.map((extent, axis) => extent * (voxelSizeNm?.[axis] ?? 1));
  const axes = size[0] === 1 ? [1, 2] : [0, 1, 2];
  const scale = Math.min(...axes.map((axis) => size[axis]! / lengths[axis]!));
  const extentOf = (axis: 0 | 1 | 2) =>
    axes.includes(axis) ? Math.min(size[axis], Math.max(1, Math.round(lengths[axis]! * scale))) : 1;
  const extents: Shape3 = [extentOf(0), extentOf(1), extentOf(2)];
  const startOf = (axis: 0 | 1 | 2) => Math.floor((size[axis] - extents[axis]) / 2);
  return { start: [startOf(0), startOf(1), startOf(2)], extents };
}

/** The boxes of a stack that are each one image to a network: subjects, else what lies between the edges of the split. */
export function imagesOf({ shape: [depth, height, width], subjects, split }: ImageStack): readonly Region[] {
  if (subjects)
    return subjects.map((subject) => ({
      z: subject.slices,
      y: { from: 0, to: subject.height },
      x: { from: 0, to: subject.width },
    }));
  const whole: Region = { z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  if (!split) return [whole];
  const along = split.axis === "slices" ? "z" : "x";
  const blocks = PARTS.flatMap((part) => blocksOf(split, part));
  const edges = new Set([0, whole[along].to, ...blocks.flatMap(({ from, to }) => [from, to])]);
  const places = [...edges].sort((a, b) => a - b);
  return places.slice(1).map((to, index) => ({ ...whole, [along]: { from: places[index]!, to } }));
}

/** The images of boxes for a size of that depth: the boxes, or for depth 1 their slices. */
export const imagesIn = (regions: readonly SetRegion[], [depth]: Shape3): readonly SetRegion[] =>
  depth > 1
    ? regions
    : regions.flatMap((region) =>
        Array.from({ length: region.z.to - region.z.from }, (_, index) => {
          const from = region.z.from + index;
          return { ...region, z: { from, to: from + 1 } };
        }),
      );

/** Grey values of one image on the grid of fixed size; the padding is 0. */
export function fittedImage(
  stack: Pick<PatchSource, "shape" | "image"> & Pick<ImageStack, "voxelSizeNm">,
  region: Region,
  size: Shape3,
): Float32Array<ArrayBuffer> {
  const shape = regionShape(region);
  const fit = fitOf(shape, size, stack.voxelSizeNm);
  const box = copyBox(stack, region, [region.z.from, region.y.from, region.x.from], shape);
  return placed(resampleLinear({ values: box, shape }, fit.extents), fit, new Float32Array(voxelCount(size)), size);
}

/** The training part with every image on the grid of fixed size, one after the other; the padding is unlabelled. */
export function fittedSource(source: PatchSource & Pick<ImageStack, "voxelSizeNm">, size: Shape3): PatchSource {
  const images = imagesIn(source.regions, size);
  const voxels = voxelCount(size);
  const image = new Float32Array(images.length * voxels);
  const labels = new Uint8Array(images.length * voxels).fill(UNLABELLED);
  const weights = source.weights && new Float32Array(images.length * voxels);
  images.forEach((region, index) => {
    const shape = regionShape(region);
    const fit = fitOf(shape, size, source.voxelSizeNm);
    const own = [index * voxels, (index + 1) * voxels] as const;
    image.set(fittedImage(source, region, size), own[0]);
    const truth = regionLabels({ ...source, region });
    placed(resampleNearest({ values: truth, shape }, fit.extents), fit, labels.subarray(...own), size);
    if (!weights) return;
    const corner: Shape3 = [region.z.from, region.y.from, region.x.from];
    const weighed = copyBox({ shape: source.shape, image: source.weights }, region, corner, shape);
    placed(resampleNearest({ values: weighed, shape }, fit.extents), fit, weights.subarray(...own), size);
  });
  const [depth, height, width] = size;
  return {
    shape: [images.length * depth, height, width],
    image,
    labels,
    regions: images.map(({ set }, index) => ({
      ...(set !== undefined && { set }),
      z: { from: index * depth, to: (index + 1) * depth },
      y: { from: 0, to: height },
      x: { from: 0, to: width },
    })),
    ...(weights && { weights }),
  };
}

/** Puts a box at its place in a grid. */
function placed<Values extends Uint8Array | Float32Array>(
  box: Values,
  { start, extents: [depth, height, width] }: Fit,
  grid: Values,
  [, rows, columns]: Shape3,
): Values {
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++) {
      const from = (z * height + y) * width;
      grid.set(box.subarray(from, from + width), ((start[0] + z) * rows + start[1] + y) * columns + start[2]);
    }
  return grid;
}

/** The values of an image that a grid of fixed size holds, without its padding: [voxel, channel]. */
export function withoutPadding(
  values: Float32Array,
  { start, extents }: Fit,
  [, rows, columns]: Shape3,
  channels: number,
): Float32Array<ArrayBuffer> {
  const [depth, height, width] = extents;
  const result = new Float32Array(voxelCount(extents) * channels);
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++) {
      const from = (((start[0] + z) * rows + start[1] + y) * columns + start[2]) * channels;
      result.set(values.subarray(from, from + width * channels), (z * height + y) * width * channels);
    }
  return result;
}
