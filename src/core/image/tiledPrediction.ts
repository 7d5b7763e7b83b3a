import { lengthOf, regionShape, type Range, type Region } from "./dataset.ts";
import { copyBox } from "./patches.ts";
import type { Tile } from "./tiling.ts";
import { voxelCount, type Shape3 } from "./volume.ts";

export interface RegionPrediction {
  /** Most probable class per voxel of the region, row-major. */
  readonly labels: Uint8Array<ArrayBuffer>;
  /** Class probabilities, [voxel][class], where they were asked for. */
  readonly probabilities?: Float32Array<ArrayBuffer>;
}

/** What a network says of one tile, over its output: classes, with their probabilities where those were asked for. */
export interface TilePrediction {
  readonly labelAt: (voxel: number) => number;
  /** [voxel][class]. */
  readonly probabilities?: Float32Array;
}

export interface TiledJob {
  readonly stack: { readonly shape: Shape3; readonly image: Float32Array; readonly classes: number };
  readonly region: Region;
  readonly tiles: readonly Tile[];
  readonly withProbabilities: boolean;
  /** Predicts a box of grey values of the tile's extents. */
  readonly predictTile: (box: Float32Array<ArrayBuffer>, tile: Tile) => Promise<TilePrediction>;
  /** Called before every tile; what it throws ends the prediction. */
  readonly beforeTile?: () => Promise<void>;
}

/** Puts a region together from its tiles. Context beyond the region is real where the stack has it, mirrored where not. */
export async function predictTiles({
  stack,
  region,
  tiles,
  withProbabilities,
  predictTile,
  beforeTile,
}: TiledJob): Promise<RegionPrediction> {
  const { classes, shape } = stack;
  const voxels = voxelCount(regionShape(region));
  const labels = new Uint8Array(voxels);
  const probabilities = withProbabilities ? new Float32Array(voxels * classes) : undefined;
  for (const tile of tiles) {
    await beforeTile?.();
    const found = await predictTile(copyBox(stack, wholeStack(shape), tile.start, tile.extents), tile);
    keepTile(tile, region, (from, to) => {
      labels[to] = found.labelAt(from);
      probabilities?.set(found.probabilities!.subarray(from * classes, (from + 1) * classes), to * classes);
    });
  }
  return probabilities ? { labels, probabilities } : { labels };
}

export const wholeStack = ([depth, height, width]: Shape3): Region => ({
  z: { from: 0, to: depth },
  y: { from: 0, to: height },
  x: { from: 0, to: width },
});

function keepTile(
  { outputStart, outputExtents, keep }: Tile,
  region: Region,
  visit: (from: number, to: number) => void,
): void {
  const [, height, width] = regionShape(region);
  for (const z of numbers(keep.z)) {
    for (const y of numbers(keep.y)) {
      const from = ((z - outputStart[0]) * outputExtents[1] + y - outputStart[1]) * outputExtents[2] - outputStart[2];
      const to = ((z - region.z.from) * height + y - region.y.from) * width - region.x.from;
      for (let x = keep.x.from; x < keep.x.to; x++) visit(from + x, to + x);
    }
  }
}

const numbers = (range: Range): readonly number[] =>
  Array.from({ length: lengthOf(range) }, (_, index) => range.from + index);
