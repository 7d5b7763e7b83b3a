import { nearestSpec, parametersOf, specAt, type SegnasSpec } from "../catalog/spaces/segnas/axes.ts";
import { BLOCK_OPERATIONS } from "../catalog/spaces/segnas/block.ts";
import type { SegnasSettings } from "../catalog/spaces/segnas/settings.ts";
import { boxViews } from "../catalog/boxViews.ts";
import { createRandom } from "../core/random.ts";
import { plannedSpace } from "./planSlice.ts";
import type { SliceCreator } from "./store.ts";

export const BLOCK_SPACE = "segnas";

/** The configuration that stands for the space of block graphs while its ranges are edited. */
export interface BlockSlice {
  readonly exampleSpec: SegnasSpec;
  readonly changeExample: (change: Partial<SegnasSpec>) => void;
  readonly setOperation: (edge: number, operation: number) => void;
  /** The next operation of an edge, or the one before; after the last comes the first. */
  readonly cycleOperation: (edge: number, by: 1 | -1) => void;
}

export const createBlockSlice = (): SliceCreator<BlockSlice> => (set, get, store) => {
  /** Other ranges bring the example with them, so that it always is a member when they change. */
  store.subscribe((state, before) => {
    const { exampleSpec } = state;
    const space = plannedSpace(state);
    if (space === plannedSpace(before) || space.id !== BLOCK_SPACE) return;
    const inside = nearestSpec(space.settings as SegnasSettings, exampleSpec);
    if (JSON.stringify(inside) !== JSON.stringify(exampleSpec)) set({ exampleSpec: inside });
  });
  return {
    exampleSpec: { n: 16, p: 3, sup: 0, res: 1, nodes: 4, operations: [6, 2, 3, 0, 4, 1] },
    changeExample: (change) => set(({ exampleSpec }) => ({ exampleSpec: { ...exampleSpec, ...change } })),
    setOperation: (edge, operation) =>
      set(({ exampleSpec }) => ({
        exampleSpec: { ...exampleSpec, operations: exampleSpec.operations.with(edge, operation) },
      })),
    cycleOperation: (edge, by) =>
      get().setOperation(
        edge,
        (get().exampleSpec.operations[edge]! + by + BLOCK_OPERATIONS.length) % BLOCK_OPERATIONS.length,
      ),
  };
};

/** Configurations drawn as a search would draw its first, legal or not. */
export function drawSpecs(settings: SegnasSettings, seed: number, count: number): readonly SegnasSpec[] {
  const { random } = boxViews(parametersOf(settings));
  return Array.from({ length: count }, (_, index) =>
    specAt(settings, random.sample(createRandom(seed, "block samples", index))),
  );
}
