import { createRandom } from "../random.ts";
import { lengthOf, type Range, type Region } from "./dataset.ts";
import { UNLABELLED } from "./labelMap.ts";
import { regionLabels } from "./patches.ts";
import { shuffled } from "./shuffledSplit.ts";
import { voxelCount, type Shape3 } from "./volume.ts";

/** About how long, high and wide a tile is: large enough that its rim counts little, small enough that a few hold every class. */
const SIDE: Shape3 = [32, 128, 128];

interface LabelledStack {
  readonly shape: Shape3;
  readonly labels: Uint8Array;
}

/**
 * A fixed share, 0 … 1, of some regions as tiles: drawn from a seed of its own, so that all networks of a study are scored on the same
 * ones, those first that hold a class which none of the others does. Tiles of 2D networks are pieces of single slices.
 */
export function scoredTiles(
  { shape, labels }: LabelledStack,
  regions: readonly Region[],
  { share, dimension }: { readonly share: number; readonly dimension: 2 | 3 },
): readonly Region[] {
  const sides: Shape3 = dimension === 2 ? [1, SIDE[1], SIDE[2]] : SIDE;
  const tiles = shuffled(
    regions.flatMap((region) => piecesOf(region, sides)),
    createRandom("scored tiles"),
  );
  const classesIn = tiles.map((region) => new Set(regionLabels({ shape, labels, region })));
  const wanted = share * tiles.reduce((sum, tile) => sum + sizeOf(tile), 0);
  const chosen = new Set<Region>();
  const seen = new Set<number>([UNLABELLED]);
  tiles.forEach((tile, at) => {
    if ([...classesIn[at]!].every((label) => seen.has(label))) return;
    chosen.add(tile);
    for (const label of classesIn[at]!) seen.add(label);
  });
  let voxels = [...chosen].reduce((sum, tile) => sum + sizeOf(tile), 0);
  for (const tile of tiles) {
    if (voxels >= wanted) break;
    if (chosen.has(tile)) continue;
    chosen.add(tile);
    voxels += sizeOf(tile);
  }
  return tiles.filter((tile) => chosen.has(tile));
}

const sizeOf = ({ z, y, x }: Region): number => voxelCount([lengthOf(z), lengthOf(y), lengthOf(x)]);

function piecesOf({ z, y, x }: Region, sides: Shape3): readonly Region[] {
  return cut(z, sides[0]).flatMap((z) => cut(y, sides[1]).flatMap((y) => cut(x, sides[2]).map((x) => ({ z, y, x }))));
}

/** A range in equal pieces about as long as wished. */
function cut({ from, to }: Range, side: number): readonly Range[] {
  const count = Math.max(1, Math.round((to - from) / side));
  const edge = (index: number) => from + Math.round((index * (to - from)) / count);
  return Array.from({ length: count }, (_, index) => ({ from: edge(index), to: edge(index + 1) }));
}
