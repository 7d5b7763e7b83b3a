import { blockFault, edgesOf } from "./block.ts";
import type { SegnasSettings } from "./settings.ts";

/** Legal vectors of operations for one number of nodes, among those the ranges allow. */
export function legalBlocks(nodes: number, ranges: SegnasSettings["operations"]): { readonly legal: number; readonly all: number } {
  const used = ranges.slice(0, edgesOf(nodes));
  let [legal, all] = [0, 0];
  const operations = used.map(([low]) => low);
  for (;;) {
    all++;
    if (!blockFault(nodes, operations)) legal++;
    const place = operations.findIndex((operation, index) => operation < used[index]![1]);
    if (place < 0) return { legal, all };
    operations[place]!++;
    for (let index = 0; index < place; index++) operations[index] = used[index]![0];
  }
}

/** Share of all configurations whose block is legal, counted exactly: the other hyperparameters do not matter to it. */
export function legalShareOf({ nodes: [fewest, most], operations }: SegnasSettings): number {
  const shares = Array.from({ length: most - fewest + 1 }, (_, index) => legalBlocks(fewest + index, operations)).map(({ legal, all }) => legal / all);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
