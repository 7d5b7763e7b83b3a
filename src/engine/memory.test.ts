import { beforeAll, describe, expect, test } from "vitest";
import hybrid from "../catalog/networks/hybrid/hybrid.ts";
import moduleTree from "../catalog/spaces/moduleTree/space.ts";
import { presets as treePresets } from "../catalog/spaces/moduleTree/settings.ts";
import { presets as segnasPresets } from "../catalog/spaces/segnas/settings.ts";
import segnas from "../catalog/spaces/segnas/space.ts";
import { drawTree } from "../catalog/strategies/hierarchicalRandom.ts";
import type { Shape3 } from "../core/image/volume.ts";
import { analyse, trainingBytes } from "../core/network/analysis.ts";
import type { Network } from "../core/network/network.ts";
import type { OptionValues } from "../core/options.ts";
import { createRandom } from "../core/random.ts";
import { createStopper } from "../core/run/signal.ts";
import type { Phase } from "../core/space/phases.ts";
import type { Decoded } from "../core/space/space.ts";
import { costOf } from "../core/stages/cost.ts";
import { openDevice } from "./devices.ts";
import { simdBackend } from "./simd/backend.ts";
import { discs, testRecipe } from "./testTasks.ts";
import { trainNetwork } from "./training.ts";

const BATCH = 4;
const data = discs(24, 32);

/** The first legal members that a space draws. */
function members(count: number, draw: (seed: number) => Decoded): readonly Network[] {
  const found: Network[] = [];
  for (let seed = 0; found.length < count; seed++) {
    const decoded = draw(seed);
    if ("network" in decoded) found.push(decoded.network);
  }
  return found;
}

async function peakBytes(network: Network, patch: Shape3, phases?: readonly Phase[]): Promise<number> {
  const { heap } = simdBackend();
  const before = heap.used;
  heap.resetPeak();
  await trainNetwork(
    {
      ...{ network, data, seed: 1 },
      recipe: { ...testRecipe, patch, batch: BATCH, steps: 2, evaluateEvery: 100, ...(phases && { phases }) },
    },
    { report: () => undefined, signal: createStopper().signal },
  );
  return heap.peak - before;
}

describe("predicted memory is within a quarter of the measured peak, so that the cap means something", () => {
  beforeAll(() => openDevice("simd"));

  test.each([
    ["2D", [1, 32, 32]],
    ["3D", [8, 16, 16]],
  ] as const)("on ten random members of SegNAS and four module trees in %s", async (_, patch) => {
    const task = { channels: 1, classes: 2, patch };
    const blocks = segnas.bind({ ...segnasPresets[0]!.settings, n: [4, 10], p: [1, 3] }, task);
    const trees = moduleTree.bind({ ...treePresets[0]!.settings, blocks: [[1, 2], [-1, 1], null, null] }, task);
    const networks = [
      ...members(10, (seed) => blocks.decode(blocks.views.random.sample(createRandom(seed)))),
      ...members(4, (seed) => trees.decode(drawTree(trees.views.tree!, createRandom(seed)).genotype as never)),
    ];
    for (const network of networks) {
      const predicted = trainingBytes(
        analyse(network, { spatial: network.dimension === 3 ? patch : patch.slice(1), channels: 1 }),
        BATCH,
      );
      const ratio = predicted / (await peakBytes(network, patch));
      expect(ratio).toBeGreaterThan(0.75);
      expect(ratio).toBeLessThan(1.25);
    }
  });

  test.each([
    ["its slices alone", { losses: [{ output: "slices", weight: 1 }] }],
    ["its pyramid on frozen slices", { losses: [{ output: "main", weight: 1 }], frozen: ["slices"] }],
    ["all of it", {}],
    ["a field alone", { trains: ["crf"], losses: [{ output: "main", weight: 1 }] }, { crf: "on", crfSteps: 10 }],
    ["all of it and a field", {}, { crf: "on", crfSteps: 10 }],
  ] as const)("on a hybrid in a phase that trains %s", async (_, phase, options?: OptionValues) => {
    const patch = [4, 16, 16] as const;
    const [network] = members(1, () =>
      hybrid.decode({ base: 8, blocks: 2, pyramid: "2,2", ...options }, { channels: 1, classes: 2, patch }),
    );
    const phases = [{ name: "phase", steps: 2, ...phase }];
    const { trainingBytes: predicted } = costOf(network!, { patch, batch: BATCH, phases });
    const ratio = predicted / (await peakBytes(network!, patch, phases));
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.25);
  });
});
