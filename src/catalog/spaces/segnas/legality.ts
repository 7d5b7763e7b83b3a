import { meanOf } from "../../../core/statistics.ts";
import { blockFault, edgesOf, NONE, SKIP } from "./block.ts";
import type { SegnasSettings } from "./settings.ts";

type Range = readonly [low: number, high: number];

const product = (factors: readonly number[]): number => factors.reduce((all, factor) => all * factor, 1);
const sizeOf = ([low, high]: Range): number => high - low + 1;

/** How many operations of a range connect two nodes, or leave them apart. */
const choices = ([low, high]: Range, isConnected: boolean): number =>
  isConnected ? Math.max(0, high - Math.max(low, NONE + 1) + 1) : low === NONE ? 1 : 0;

/** Legal vectors of operations for one number of nodes, among those the ranges allow. Only which edges are there decides. */
export function legalBlocks(
  nodes: number,
  ranges: SegnasSettings["operations"],
): { readonly legal: number; readonly all: number } {
  const used = ranges.slice(0, edgesOf(nodes));
  let legal = 0;
  for (let edges = 0; edges < 2 ** used.length; edges++) {
    const isThere = used.map((_, index) => ((edges >> index) & 1) === 1);
    if (
      blockFault(
        nodes,
        isThere.map((there) => (there ? SKIP : NONE)),
      )
    )
      continue;
    legal += product(used.map((range, index) => choices(range, isThere[index]!)));
  }
  return { legal, all: product(used.map(sizeOf)) };
}

const blocksOf = ({ nodes: [fewest, most], operations }: SegnasSettings) =>
  Array.from({ length: most - fewest + 1 }, (_, index) => legalBlocks(fewest + index, operations));

/** Share of all configurations whose block is legal, counted exactly: the other hyperparameters do not matter to it. */
export function legalShareOf(settings: SegnasSettings): number {
  return meanOf(blocksOf(settings).map(({ legal, all }) => legal / all));
}

/** Legal configurations, with those that differ only in unused operations counted once (spec 4.3). */
export function networksOf(settings: SegnasSettings): number {
  const blocks = blocksOf(settings).reduce((sum, { legal }) => sum + legal, 0);
  return blocks * product([settings.n, settings.p, settings.sup, settings.res].map(sizeOf));
}
