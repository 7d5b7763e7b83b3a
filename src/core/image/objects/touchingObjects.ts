import type { Shape3 } from "../volume.ts";
import { distanceMap, type Spacing } from "./distanceMap.ts";
import { counted, type Objects } from "./objects.ts";
import { pad, paddedGrid, unpadded } from "./padded.ts";

interface TouchingRules {
  readonly spacing: Spacing;
  /** By how much the distance must fall between the middles of two objects, in the unit of `spacing`; above 0. */
  readonly height: number;
}

/**
 * Objects of one label that touch, parted at their waists: a watershed on the distance to the border. From the innermost voxel outwards
 * each joins the neighbour that lies deepest; where two meet they are one object if the shallower is less than `height` deeper than the
 * place where they meet (its dynamics, Grimaud 1992; what h-maxima keep). Numbered by their deepest voxels in row-major order.
 */
export function touchingObjects(labels: ArrayLike<number>, shape: Shape3, { spacing, height }: TouchingRules): Objects {
  const { basinOf, peaks, roots } = basins(labels, distanceMap(labels, shape, spacing), shape, height);
  const kept = [...new Set(roots)].sort((a, b) => peaks[a]! - peaks[b]!);
  const numbers = new Map(kept.map((root, index) => [root, index + 1]));
  const numberOf = Uint32Array.from([0, ...roots.map((root) => numbers.get(root)!)]);
  return counted(
    basinOf.map((basin) => numberOf[basin]!),
    kept.length,
  );
}

interface Basins {
  /** Number of the basin by voxel, from 1; 0 where there is none. */
  readonly basinOf: Uint32Array<ArrayBuffer>;
  /** Deepest voxel of each, on the padded grid; the first is that of basin 1. */
  readonly peaks: readonly number[];
  /** Index of the basin that each became part of, or its own. */
  readonly roots: readonly number[];
}

function basins(labels: ArrayLike<number>, depths: Float32Array, shape: Shape3, height: number): Basins {
  const grid = paddedGrid(shape);
  const deep = pad(grid, depths, new Float32Array(grid.length));
  const labelAt = pad(grid, labels, new Uint32Array(grid.length));
  const basinOf = new Uint32Array(grid.length);
  const peaks: number[] = [];
  const labelOf: number[] = [0];
  const forest = createForest((basin) => deep[peaks[basin]!]!);
  for (const at of fromDeepest(deep)) {
    const label = labelAt[at]!;
    const depth = deep[at]!;
    let own = 0;
    let most = -1;
    for (const step of grid.steps) {
      const basin = basinOf[at + step]!;
      if (basin === 0 || deep[at + step]! <= most || labelOf[basin] !== label) continue;
      own = basin;
      most = deep[at + step]!;
    }
    if (own === 0) {
      own = peaks.push(at);
      labelOf.push(label);
      forest.grow();
    }
    basinOf[at] = own;
    for (const step of grid.steps) {
      const basin = basinOf[at + step]!;
      if (basin !== 0 && basin !== own && labelOf[basin] === label) forest.join(own - 1, basin - 1, { depth, height });
    }
  }
  return { basinOf: unpadded(grid, basinOf, shape), peaks, roots: forest.roots() };
}

/** Which basins became one, by the index of the deepest; `peakOf` is how deep each is. */
function createForest(peakOf: (basin: number) => number) {
  const parents: number[] = [];
  const rootOf = (basin: number): number => {
    let root = basin;
    while (parents[root] !== root) root = parents[root] = parents[parents[root]!]!;
    return root;
  };
  return {
    grow: () => void parents.push(parents.length),
    /** Two that meet at a depth, if the shallower of them is less than `height` deeper. */
    join(one: number, other: number, { depth, height }: { readonly depth: number; readonly height: number }): void {
      const [a, b] = [rootOf(one), rootOf(other)];
      if (a === b) return;
      const [deeper, shallower] = peakOf(a) >= peakOf(b) ? [a, b] : [b, a];
      if (peakOf(shallower) - depth < height) parents[shallower] = deeper;
    },
    roots: (): readonly number[] => parents.map((_, basin) => rootOf(basin)),
  };
}

/** Depths are told apart as finely as a share of the deepest, which is far below any height that is asked for. */
const LEVELS = 2 ** 16;

/** Voxels of depths above 0, the deepest first, equal ones in row-major order. */
function fromDeepest(depths: Float32Array): Uint32Array {
  let deepest = 0;
  for (const depth of depths) if (depth > deepest && depth < Infinity) deepest = depth;
  const scale = (LEVELS - 1) / (deepest || 1);
  const levelOf = (depth: number): number => LEVELS - 1 - Math.min(LEVELS - 1, Math.floor(depth * scale));
  const places = new Uint32Array(LEVELS + 1);
  for (const depth of depths) if (depth > 0) places[levelOf(depth) + 1]!++;
  for (let level = 1; level <= LEVELS; level++) places[level]! += places[level - 1]!;
  const voxels = new Uint32Array(places[LEVELS]!);
  for (let at = 0; at < depths.length; at++) if (depths[at]! > 0) voxels[places[levelOf(depths[at]!)]!++] = at;
  return voxels;
}
