import { lengthOf, type Range, type Region } from "../core/image/dataset.ts";
import { reflected } from "../core/image/patches.ts";
import { planTiles, type Tile, type TilingOptions } from "../core/image/tiling.ts";
import type { Shape3 } from "../core/image/volume.ts";
import { decodeWeights } from "../engine/weights.ts";
import { seenSize } from "../engine/wholeImages.ts";
import type { Prediction } from "./predictWith.ts";
import type { Threads } from "./threads.ts";
import type { Predictor, SeenImage } from "./trainerApi.ts";
import { orCrash } from "./trainerThread.ts";

/** Voxels of a slab, if that is a slice at least: what is in memory at once for each thread, and what a kill loses. */
const SLAB_VOXELS = 1_000_000;

/** Slices that are predicted together: what is read for them, and the parts of them that threads share. */
export interface Slab {
  readonly slices: Range;
  readonly reads: Range;
  /** In voxels of the stack; together all of the slab. */
  readonly parts: readonly Region[];
  /** The box whose tiles are those of the parts; null where each slice is predicted from itself alone. */
  readonly within: Region | null;
}

/** Whether networks see patches of the studio's own size, so that what they say of a voxel depends on a window around it alone. */
const seePatches = (predictor: Predictor): predictor is Extract<Predictor, { readonly networks: unknown }> =>
  "networks" in predictor &&
  predictor.networks.every(({ weights }) => seenSize(decodeWeights(weights).about) === undefined);

/** Whether each slice is predicted from itself alone, so that some of them may be predicted without the others. */
export const areSlicesApart = (predictor: Predictor): boolean =>
  seePatches(predictor) && predictor.networks.every(({ network }) => network.dimension === 2);

export interface SlabWish {
  readonly slices: Range;
  /** Of the whole stack. */
  readonly shape: Shape3;
  readonly workers: number;
  readonly tiling?: TilingOptions;
}

/**
 * Cuts slices into slabs that are predicted as all of them would be. Networks of slices get a few of these at a time, networks of
 * volumes a layer of tiles with all that these read; null for networks that must see whole images, or are of a file.
 */
export function slabsFor(predictor: Predictor, wish: SlabWish): readonly Slab[] | null {
  if (areSlicesApart(predictor)) return flatSlabs(wish);
  return seePatches(predictor) ? layers(predictor, wish) : null;
}

/** Slabs that keep several workers busy to the end. */
function flatSlabs({ slices: { from, to }, shape: [, height, width], workers }: SlabWish): readonly Slab[] {
  const most = Math.max(1, Math.floor(SLAB_VOXELS / (height * width)));
  const count = Math.ceil((to - from) / Math.min(most, Math.ceil((to - from) / workers)));
  const edge = (index: number) => from + Math.round((index * (to - from)) / count);
  return Array.from({ length: count }, (_, index) => {
    const slices = { from: edge(index), to: edge(index + 1) };
    return { slices, reads: slices, parts: [wholePlanes(slices, height, width)], within: null };
  });
}

const wholePlanes = (z: Range, height: number, width: number): Region => ({
  z,
  y: { from: 0, to: height },
  x: { from: 0, to: width },
});

/** The tiles of a volume by the slices that are kept of them; of several networks those of the first say where slabs end. */
function layers(
  { networks }: Extract<Predictor, { readonly networks: unknown }>,
  { slices, shape: [depth, height, width], workers, tiling }: SlabWish,
): readonly Slab[] {
  const within = wholePlanes(slices, height, width);
  const tiles = networks.map(({ network }) => planTiles(network, within, tiling));
  const kept = distinct(tiles[0]!.map(({ keep }) => keep.z));
  const rows = distinct(tiles[0]!.map(({ keep }) => keep.y));
  // Where layers are few, threads share each.
  const isShared = kept.length < 2 * workers;
  return kept.map((z) => {
    const parts = rows.map((y) => ({ ...wholePlanes(z, height, width), y }));
    const reads = readBy(
      tiles.flat().filter(({ keep }) => keep.z.from < z.to && z.from < keep.z.to),
      depth,
    );
    return { slices: z, reads, parts: isShared ? parts : [wholePlanes(z, height, width)], within };
  });
}

function distinct(ranges: readonly Range[]): readonly Range[] {
  const byStart = new Map(ranges.filter((range) => lengthOf(range) > 0).map((range) => [range.from, range]));
  return [...byStart.values()].sort((one, other) => one.from - other.from);
}

/** Slices that tiles read, mirrored ones with what they mirror. */
function readBy(tiles: readonly Tile[], depth: number): Range {
  let [from, to] = [depth, 0];
  for (const { start, extents } of tiles) {
    for (let z = start[0]; z < start[0] + extents[0]; z++) {
      const slice = reflected(z, { from: 0, to: depth });
      [from, to] = [Math.min(from, slice), Math.max(to, slice + 1)];
    }
  }
  return { from, to };
}

export interface SlabJob {
  readonly predictor: Predictor;
  readonly slabs: readonly Slab[];
  readonly classes: number;
  readonly workers: number;
  readonly withProbabilities: boolean;
  /** What a slab reads, as threads see it; asked for when its turn comes. */
  readonly imageOf: (reads: Range) => Promise<SeenImage>;
  /** Gets each slab as it is done, in any order; the next is not begun before it resolves. */
  readonly keep: (slices: Range, prediction: Prediction) => void | Promise<void>;
}

/** Predicts slab by slab on several threads, each of which holds no more than the slab it works on. */
export async function predictSlabs(threads: Pick<Threads, "use">, job: SlabJob): Promise<void> {
  const { predictor, slabs, workers, withProbabilities, imageOf, keep } = job;
  const parts = slabs.flatMap((slab) => {
    const assembly = createAssembly(slab, job);
    return slab.parts.map((part) => ({ slab, part, assembly }));
  });
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < parts.length) {
      const { slab, part, assembly } = parts[next++]!;
      const image = await imageOf(slab.reads);
      const prediction = await threads.use(async (thread) => {
        await orCrash(thread, thread.trainer.setImage(image));
        const [region, within] = [part, slab.within].map((box) => box && lowered(box, slab.reads.from));
        return orCrash(thread, thread.trainer.predict(predictor, region!, withProbabilities, within ?? undefined));
      });
      const whole = assembly(part, prediction);
      if (whole) await keep(slab.slices, whole);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, parts.length) }, work));
}

/** A box as it is counted from a slice. */
const lowered = ({ z, ...box }: Region, by: number): Region => ({ ...box, z: { from: z.from - by, to: z.to - by } });

/** Puts the parts of a slab together; gives the whole with the last of them. */
function createAssembly({ slices, parts }: Slab, { classes }: Pick<SlabJob, "classes">) {
  const width = lengthOf(parts[0]!.x);
  const height = parts.reduce((sum, { y }) => sum + lengthOf(y), 0);
  let missing = parts.length;
  let whole: Prediction | null = null;
  return ({ y }: Region, prediction: Prediction): Prediction | null => {
    missing--;
    if (parts.length === 1) return prediction;
    const voxels = lengthOf(slices) * height * width;
    whole ??= {
      labels: new Uint8Array(voxels),
      probabilities: prediction.probabilities && new Float32Array(voxels * classes),
    };
    const count = lengthOf(y) * width;
    for (let z = 0; z < lengthOf(slices); z++) {
      const to = (z * height + y.from) * width;
      whole.labels.set(prediction.labels.subarray(z * count, (z + 1) * count), to);
      whole.probabilities?.set(
        prediction.probabilities!.subarray(z * count * classes, (z + 1) * count * classes),
        to * classes,
      );
    }
    if (missing > 0) return null;
    const done = whole;
    whole = null;
    return done;
  };
}
