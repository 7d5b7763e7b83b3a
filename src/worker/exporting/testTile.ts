import type { RunnerId } from "../../catalog/networkFormats/networkFormat.ts";
import { lengthOf, type AnySplit, type Region } from "../../core/image/dataset.ts";
import type { Intensity } from "../../core/image/intensity.ts";
import { copyBox } from "../../core/image/patches.ts";
import { joinedStack, partRegions, type Joined } from "../../core/image/subjects.ts";
import { planTiles } from "../../core/image/tiling.ts";
import { voxelCount, type Shape3 } from "../../core/image/volume.ts";
import type { Network } from "../../core/network/network.ts";
import { createRandom } from "../../core/random.ts";

/** A box of grey values that a network is tried on. */
export interface GreyBox {
  readonly where: string;
  readonly shape: Shape3;
  readonly grey: Float32Array<ArrayBuffer>;
}

/** Extents that a test should cover: enough to show anything, little enough to be computed at once by what runs it. */
const WANTED: Readonly<Record<RunnerId, Readonly<Record<2 | 3, Shape3>>>> = {
  onnx: { 2: [1, 256, 256], 3: [24, 64, 64] },
  tfjs: { 2: [1, 96, 96], 3: [12, 32, 32] },
};

/** Extents at which nothing of the network is cut off unevenly, near those that were wanted; those of its images where it sees whole ones. */
export function testShape(network: Network, wholeImage: Shape3 | undefined, runner: RunnerId): Shape3 {
  if (wholeImage) return wholeImage;
  const [depth, height, width] = WANTED[runner][network.dimension];
  const region: Region = { z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  return planTiles(network, region)[0]!.extents;
}

/** The middle of the validation part of the study's data, mirrored beyond the stack's borders. */
export function boxOfData(stack: Joined & { readonly split: AnySplit }, shape: Shape3): GreyBox {
  const { volume, split } = stack;
  const regions = partRegions(joinedStack(stack), split, "validation");
  const [z, y, x] =
    regions.length > 0 ? centreOf(regions[regions.length >> 1]!) : volume.shape.map((side) => side >> 1);
  const start = [z! - (shape[0] >> 1), y! - (shape[1] >> 1), x! - (shape[2] >> 1)] as const;
  const [depth, height, width] = volume.shape;
  const whole: Region = { z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  const image = Float32Array.from(volume.data);
  const grey = copyBox({ shape: volume.shape, image }, whole, start, shape);
  const last = start[0] + shape[0] - 1;
  return { where: shape[0] === 1 ? `slice ${start[0]}` : `slices ${start[0]} to ${last}`, shape, grey };
}

const centreOf = ({ z, y, x }: Region): readonly number[] => [z, y, x].map((side) => side.from + (lengthOf(side) >> 1));

/** Grey values as bright and as varied as those of the training, for a study without its data. */
export function boxOfNoise({ mean, deviation }: Intensity, shape: Shape3): GreyBox {
  const random = createRandom("test tile");
  const grey = Float32Array.from({ length: voxelCount(shape) }, () => mean + (deviation || 1) * random.normal());
  return { where: "noise as bright as the training's images", shape, grey };
}
