import { StudioError } from "../errors.ts";
import { analyse, inputChannels, type NetworkAnalysis } from "../network/analysis.ts";
import type { Network } from "../network/network.ts";
import { operationOf } from "../network/operations.ts";
import { lengthOf, type Range, type Region } from "./dataset.ts";
import type { Shape3 } from "./volume.ts";

/** One pass of the network: the box it reads and the box whose prediction is taken from it, both in voxels of the stack. */
export interface Tile {
  /** First voxel read; it and the last may lie outside the region, where the image is mirrored. */
  readonly start: Shape3;
  readonly extents: Shape3;
  /** First voxel that the network's output says something about. */
  readonly outputStart: Shape3;
  readonly outputExtents: Shape3;
  /** The part that is kept. */
  readonly keep: Region;
}

export interface TilingOptions {
  /** Largest total of all feature maps of one pass, in values. */
  readonly maxActivations: number;
  /** Voxels along each axis by which tiles overlap at least, where several are needed. */
  readonly overlap: Shape3;
}

/** How much of a 1 GB pass a prediction may take: whole 512 × 512 slices fit for all but the widest networks. */
export const DEFAULT_TILING: TilingOptions = { maxActivations: 300e6, overlap: [4, 32, 32] };

/** Smallest input extent along an axis whose output covers some voxels. */
export interface Fit {
  readonly input: number;
  readonly output: number;
  /** What tiles must be apart by a multiple of, so that all of them halve the image at the same voxels. */
  readonly grid: number;
}

/** What tiling must know of a network, whatever runs it. */
export interface TileGeometry {
  readonly dimension: 2 | 3;
  /** Throws StudioError "IllegalNetwork" where no input gives so many voxels along an axis. */
  fit(axis: number, wanted: number): Fit;
  /** Total of all feature maps of one pass over such a window, in values. */
  activations(windows: Shape3): number;
  /** Voxels that one pass can give at most, of a network whose extents are fixed. */
  readonly most?: Shape3;
}

interface AxisTile {
  readonly start: number;
  readonly extent: number;
  readonly outputStart: number;
  readonly outputExtent: number;
  readonly keep: Range;
}

/**
 * Tiles that predict a whole region with a network of any padding. Input extents are such that nothing is cut off on the way down; a
 * network without padding gets its context; where tiles overlap, each voxel is kept from the tile whose border is farther away.
 */
export const planTiles = (network: Network, region: Region, options?: TilingOptions): readonly Tile[] =>
  planTilesOf(geometryOf(network), region, options);

/** The same of any network whose extents are known. */
export function planTilesOf(
  geometry: TileGeometry,
  region: Region,
  options: TilingOptions = DEFAULT_TILING,
): readonly Tile[] {
  const axes = [region.z, region.y, region.x] as const;
  const { dimension, most } = geometry;
  let windows = axes.map((range, axis) => Math.min(lengthOf(range), most?.[axis] ?? Infinity)) as [
    number,
    number,
    number,
  ];
  if (dimension === 2) windows[0] = 1;
  while (!most && geometry.activations(windows) > options.maxActivations)
    windows = smaller(windows, options.overlap, dimension);
  const perAxis = axes.map((range, axis) => tileAxis(range, windows[axis]!, options.overlap[axis]!, geometry, axis));
  return perAxis[0]!.flatMap((z) => perAxis[1]!.flatMap((y) => perAxis[2]!.map((x) => joined([z, y, x]))));
}

const overlapping = (one: Range, other: Range): Range => ({
  from: Math.max(one.from, other.from),
  to: Math.min(one.to, other.to),
});

/** The tiles that predict something of a part of their region, each with what is kept of it there. */
export const tilesWithin = (tiles: readonly Tile[], { z, y, x }: Region): readonly Tile[] =>
  tiles.flatMap((tile) => {
    const keep = { z: overlapping(tile.keep.z, z), y: overlapping(tile.keep.y, y), x: overlapping(tile.keep.x, x) };
    const isSome = [keep.z, keep.y, keep.x].every((range) => lengthOf(range) > 0);
    return isSome ? [{ ...tile, keep }] : [];
  });

function joined(axes: readonly [AxisTile, AxisTile, AxisTile]): Tile {
  const of = (key: "start" | "extent" | "outputStart" | "outputExtent"): Shape3 => [
    axes[0][key],
    axes[1][key],
    axes[2][key],
  ];
  return {
    start: of("start"),
    extents: of("extent"),
    outputStart: of("outputStart"),
    outputExtents: of("outputExtent"),
    keep: { z: axes[0].keep, y: axes[1].keep, x: axes[2].keep },
  };
}

function smaller(
  windows: readonly [number, number, number],
  overlap: Shape3,
  dimension: 2 | 3,
): [number, number, number] {
  const halved = ([0, 1, 2] as const).map((axis) => Math.ceil(windows[axis] / 2));
  const divisible = ([0, 1, 2] as const).filter(
    (axis) => (dimension === 3 || axis > 0) && halved[axis]! > overlap[axis],
  );
  const [longest] = divisible.sort((one, other) => windows[other] - windows[one]);
  if (longest === undefined)
    throw new StudioError(
      "OutOfMemory",
      "The network's feature maps are too large to predict even a small tile in one pass.",
    );
  return ([0, 1, 2] as const).map((axis) => (axis === longest ? halved[axis]! : windows[axis])) as [
    number,
    number,
    number,
  ];
}

/** How far the search for a fitting extent goes: past the context of any network that is worth training. */
const SEARCH = 2048;

/** The extents of a network of the studio. */
export function geometryOf(network: Network): TileGeometry {
  const fit = createFits(network);
  return { dimension: network.dimension, fit, activations: (windows) => activationsOf(network, fit, windows) };
}

function createFits(network: Network): TileGeometry["fit"] {
  const cache = new Map<string, Fit>();
  const find = (axis: number, wanted: number): Fit => {
    if (network.dimension === 2 && axis === 0) return { input: 1, output: 1, grid: 1 };
    for (let input = wanted; input < wanted + SEARCH; input++) {
      const output = alignedOutput(network, axis, input);
      if (output !== null && output >= wanted) return { input, output, grid: gridOf(network, axis, { input, output }) };
    }
    throw new StudioError(
      "IllegalNetwork",
      `No input extent up to ${wanted + SEARCH} voxels gives ${wanted} voxels of output.`,
    );
  };
  return (axis, wanted) => {
    const key = `${axis}/${wanted}`;
    const known = cache.get(key) ?? find(axis, wanted);
    cache.set(key, known);
    return known;
  };
}

/** By how much the input must grow until the output grows as much: the product of all strides on the deepest way. */
function gridOf(network: Network, axis: number, { input, output }: Pick<Fit, "input" | "output">): number {
  for (let grid = 1; grid < SEARCH; grid++)
    if (alignedOutput(network, axis, input + grid) === output + grid) return grid;
  throw new StudioError("IllegalNetwork", `No input larger than ${input} voxels by up to ${SEARCH} fits the network.`);
}

/** Output extent along one axis, or null where windows do not divide or crops are not centred. */
function alignedOutput(network: Network, axis: number, extent: number): number | null {
  const along = axis - (3 - network.dimension);
  const analysis = tryAnalyse(network, extent);
  if (!analysis) return null;
  const isAligned = analysis.nodes.every(({ node, inputs }) => {
    const extents = inputs.map(({ spatial }) => spatial[along]!);
    const alignment = operationOf(node).alignment(node.params, along);
    return extents.every((one) => one % alignment === 0 && (one - Math.min(...extents)) % 2 === 0);
  });
  const output = analysis.output.spatial[along]!;
  return isAligned && (extent - output) % 2 === 0 ? output : null;
}

function tryAnalyse(network: Network, extent: number): NetworkAnalysis | null {
  try {
    return analyse(
      network,
      shapeOf(
        network,
        Array.from({ length: network.dimension }, () => extent),
      ),
    );
  } catch {
    return null;
  }
}

const shapeOf = (network: Network, spatial: readonly number[]) => ({ spatial, channels: inputChannels(network) });

function activationsOf(network: Network, fit: TileGeometry["fit"], windows: Shape3): number {
  const spatial = windows.map((window, axis) => fit(axis, window).input).slice(3 - network.dimension);
  return analyse(network, shapeOf(network, spatial)).activations;
}

/**
 * Windows of one size that cover the range, evenly spread over a grid on which they halve the image alike; the last may reach over
 * its end. Each is kept up to the middle of what it shares with the next.
 */
function tileAxis(
  range: Range,
  window: number,
  overlap: number,
  geometry: TileGeometry,
  axis: number,
): readonly AxisTile[] {
  const length = lengthOf(range);
  const { input, output, grid } = geometry.fit(axis, Math.min(window, length));
  const shared = Math.min(overlap, Math.floor(output / 2));
  const steps = Math.max(1, Math.floor((output - shared) / grid));
  const last = Math.max(0, Math.ceil((length - output) / grid));
  const gaps = Math.ceil(last / steps);
  const starts = Array.from(
    { length: gaps + 1 },
    (_, index) => range.from + (gaps === 0 ? 0 : grid * Math.round((index * last) / gaps)),
  );
  const margin = (input - output) / 2;
  return starts.map((outputStart, index) => {
    const [before, after] = [starts[index - 1], starts[index + 1]];
    const from = before === undefined ? range.from : Math.floor((outputStart + before + output) / 2);
    const to = after === undefined ? range.to : Math.floor((after + outputStart + output) / 2);
    return { start: outputStart - margin, extent: input, outputStart, outputExtent: output, keep: { from, to } };
  });
}
