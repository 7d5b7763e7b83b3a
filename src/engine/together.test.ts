import { beforeAll, expect, test } from "vitest";
import { createNetworkBuilder } from "../core/network/builder.ts";
import type { Network } from "../core/network/network.ts";
import { togetherAsOne } from "../core/network/together.ts";
import { createRandom } from "../core/random.ts";
import { openDevice } from "./devices.ts";
import { createModel } from "./model.ts";
import { scoreBox } from "./predicting.ts";
import { smallUnet } from "./testTasks.ts";

beforeAll(() => openDevice("simd"));

const SPATIAL = [24, 28];
const grey = Float32Array.from({ length: 24 * 28 }, (_, at) => Math.sin(at / 7));

/** Loses a pixel at every side. */
function unpadded(): Network {
  const { conv, finish } = createNetworkBuilder({ channels: 1, classes: 2, patch: [1, 16, 16] });
  return finish(conv("only", { kernels: 2, size: 3, padding: "valid" }, "input"));
}

async function trained(network: Network, seed: number) {
  const model = createModel(network, { spatial: SPATIAL, channels: 1 }, createRandom(seed));
  const weights = await model.exportWeights();
  const scores = await scoreBox(model, grey, SPATIAL);
  model.dispose();
  return { network, weights, scores };
}

test("networks as one give the mean of their probabilities, each as often as it counts, where all of them predict", async () => {
  const members = [await trained(smallUnet(), 1), await trained(smallUnet(), 2), await trained(unpadded(), 3)];
  const counts = [1, 3, 2];
  const { network, weights } = togetherAsOne(
    members.map((member, at) => ({ ...member, count: counts[at]! })),
    2,
  );
  const model = createModel(network, { spatial: SPATIAL, channels: 1 }, createRandom(9));
  model.importWeights(weights);
  const { spatial, probabilities } = await scoreBox(model, grey, SPATIAL);
  model.dispose();
  expect(spatial).toEqual([22, 26]);
  const at = (member: number, row: number, column: number, index: number): number => {
    const { spatial: own, probabilities: scores } = members[member]!.scores;
    const [y, x] = [row + (own[0]! - 22) / 2, column + (own[1]! - 26) / 2];
    return scores[(y * own[1]! + x) * 2 + index]!;
  };
  for (const [row, column] of [
    [0, 0],
    [5, 11],
    [21, 25],
  ] as const)
    for (const index of [0, 1]) {
      const mean = counts.reduce((sum, count, member) => sum + (count / 6) * at(member, row, column, index), 0);
      expect(probabilities[(row * 26 + column) * 2 + index]).toBeCloseTo(mean, 5);
    }
});

test("slices and volumes are no one network", () => {
  const { conv, finish } = createNetworkBuilder({ channels: 1, classes: 2, patch: [8, 8, 8] });
  const volumes = finish(conv("only", { kernels: 2, size: 3 }, "input"));
  const flat = { network: smallUnet(), weights: [], count: 1 };
  expect(() => togetherAsOne([flat, { ...flat, network: volumes }], 2)).toThrow(/read slices and others volumes/);
});
