import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Network, NetworkNode } from "../core/network/network.ts";
import hybrid from "../catalog/networks/hybrid/hybrid.ts";
import type { Region } from "../core/image/dataset.ts";
import { planTiles } from "../core/image/tiling.ts";
import { createNetworkBuilder } from "../core/network/builder.ts";
import { finalScores } from "../catalog/metrics/index.ts";
import { sumOf } from "../core/statistics.ts";
import { valueOf } from "../core/judging/scores.ts";
import { createRandom } from "../core/random.ts";
import { openDevice } from "./devices.ts";
import { createModel, type Model } from "./model.ts";
import { evaluateNetwork, predictRegion } from "./predicting.ts";
import { discs, smallUnet } from "./testTasks.ts";
import { oneOutput } from "../core/network/outputs.ts";

beforeAll(() => openDevice("simd"));

const data = discs(6, 48);
const TASK = { channels: 1, classes: 2 };
const region: Region = { z: { from: 4, to: 6 }, y: { from: 0, to: 48 }, x: { from: 0, to: 48 } };
const model = (network: Network) => createModel(network, { spatial: [48, 48], channels: 1 }, createRandom("model"));

/** Three plain convolutions: each output depends on the seven voxels around it, so tiles with as much overlap must agree. */
function convolutions(padding: "same" | "valid"): Network {
  const nodes: NetworkNode[] = [{ id: "input", kind: "input", params: { channels: 1 }, inputs: [] }];
  ["a", "b", "c"].forEach((id, index) =>
    nodes.push({
      id,
      kind: "conv",
      inputs: [nodes[index]!.id],
      params: {
        kernels: id === "c" ? 2 : 4,
        size: [3, 3],
        stride: [1, 1],
        dilation: [1, 1],
        padding,
        bias: true,
        initial: "he",
      },
    }),
  );
  return { dimension: 2, nodes, outputs: oneOutput("c") };
}

describe.each(["same", "valid"] as const)("a network with %s padding", (padding) => {
  test("predicts the same in one pass and in overlapping tiles", async () => {
    const network = model(convolutions(padding));
    const whole = await predictRegion(network, data, region, { probabilities: true });
    const tiled = await predictRegion(network, data, region, {
      probabilities: true,
      tiling: { maxActivations: 8000, overlap: [0, 8, 8] },
    });
    expect(
      tiled.probabilities!.every(
        (value, index) => Math.abs(value - whole.probabilities![index]!) < (padding === "valid" ? 1e-5 : 1e-4),
      ),
    ).toBe(true);
    expect(tiled.labels).toEqual(whole.labels);
    network.dispose();
  });
});

describe("a network that looks across slices, in windows along z", () => {
  const deep = discs(24, 12);
  const box: Region = { z: { from: 0, to: 24 }, y: { from: 0, to: 12 }, x: { from: 0, to: 12 } };
  /** Two convolutions of 3 × 3 × 3 and one of 1: each score depends on two slices before and behind. */
  const through = (): Network => {
    const { conv, finish } = createNetworkBuilder({ channels: 1, classes: 2, patch: [24, 12, 12] });
    const first = conv("first", { kernels: 3, size: 3 }, "input");
    return finish(conv("last", { kernels: 2, size: 1 }, conv("second", { kernels: 3, size: 3 }, first)));
  };
  const predicted = (network: Model, maxActivations: number, overlap: number) =>
    predictRegion(network, deep, box, { probabilities: true, tiling: { maxActivations, overlap: [overlap, 12, 12] } });

  test("shows no seam where they overlap by what it sees, and takes each slice from the window in whose middle it lies", async () => {
    const network = createModel(through(), { spatial: [24, 12, 12], channels: 1 }, createRandom("seams"));
    const whole = (await predicted(network, 1e9, 4)).probabilities!;
    const furthest = ({ probabilities }: Awaited<ReturnType<typeof predicted>>) =>
      probabilities!.reduce((most, value, at) => Math.max(most, Math.abs(value - whole[at]!)), 0);
    expect(planTiles(network.network, box, { maxActivations: 16_000, overlap: [4, 12, 12] }).length).toBe(3);
    expect(furthest(await predicted(network, 16_000, 4))).toBeLessThan(1e-5);
    // Windows side by side have seams, or this would show nothing.
    expect(furthest(await predicted(network, 16_000, 0))).toBeGreaterThan(1e-3);
    network.dispose();
  });

  test("each slice of a hybrid with a field is kept from the window whose border is farthest", () => {
    const decoded = hybrid.decode({ base: 2, blocks: 1, pyramid: "1", crf: "on" }, { ...TASK, patch: [5, 16, 16] });
    if ("illegal" in decoded) throw new Error(decoded.illegal.because);
    const region = { z: { from: 0, to: 40 }, y: { from: 0, to: 16 }, x: { from: 0, to: 16 } };
    const tiles = planTiles(decoded.network, region, { maxActivations: 200_000, overlap: [4, 16, 16] });
    expect(tiles.length).toBeGreaterThan(3);
    const fromBorder = ({ outputStart, outputExtents }: (typeof tiles)[number], z: number) =>
      Math.min(z - outputStart[0], outputStart[0] + outputExtents[0] - 1 - z);
    const inner = tiles.slice(1, -1);
    for (let z = inner[0]!.keep.z.from; z < inner.at(-1)!.keep.z.to; z++) {
      const keeping = tiles.find(({ keep }) => keep.z.from <= z && z < keep.z.to)!;
      const most = Math.max(...tiles.map((tile) => fromBorder(tile, z)));
      expect(most - fromBorder(keeping, z)).toBeLessThan(2);
    }
  });
});

/** One shrinking operation, enlarged again: its windows must begin at the same voxels in every tile. */
const shrunk = (node: NetworkNode): Network => ({
  dimension: 2,
  nodes: [
    { id: "input", kind: "input", params: { channels: 1 }, inputs: [] },
    node,
    { id: "up", kind: "upsample", params: { type: "nearest", factor: [3, 3] }, inputs: [node.id] },
    {
      id: "scores",
      kind: "conv",
      params: { ...window, kernels: 2, size: [1, 1], stride: [1, 1] },
      inputs: ["up"],
    },
  ],
  outputs: oneOutput("scores"),
});
const window = { size: [3, 3], stride: [3, 3], dilation: [1, 1], padding: "same", bias: true, initial: "he" } as const;

test.each<NetworkNode>([
  { id: "conv", kind: "conv", inputs: ["input"], params: { ...window, kernels: 4 } },
  { id: "wide conv", kind: "conv", inputs: ["input"], params: { ...window, size: [5, 5], kernels: 4 } },
  { id: "depthwise", kind: "depthwiseConv", inputs: ["input"], params: window },
  { id: "pool", kind: "pool", inputs: ["input"], params: { type: "max", factor: [3, 3] } },
])("a network that shrinks by a $id of stride 3 predicts the same in one pass and in tiles", async (node) => {
  const network = model(shrunk(node));
  const box = { ...region, y: { from: 1, to: 47 }, x: { from: 0, to: 41 } };
  const whole = await predictRegion(network, data, box, { probabilities: true });
  const tiled = await predictRegion(network, data, box, {
    probabilities: true,
    tiling: { maxActivations: 4000, overlap: [0, 6, 6] },
  });
  const largest = tiled.probabilities!.reduce(
    (found, value, index) => Math.max(found, Math.abs(value - whole.probabilities![index]!)),
    0,
  );
  expect(largest).toBeLessThan(1e-5);
  network.dispose();
});

test("probabilities add up to one, and the label is the largest", async () => {
  const network = model(smallUnet());
  const { labels, probabilities } = await predictRegion(network, data, region, { probabilities: true });
  labels.forEach((label, voxel) => {
    const [first, second] = [probabilities![2 * voxel]!, probabilities![2 * voxel + 1]!];
    expect(first + second).toBeCloseTo(1, 5);
    expect(label).toBe(second > first ? 1 : 0);
  });
  network.dispose();
});

test("an evaluation counts every labelled voxel of its part once and leaves no tensor", async () => {
  const before = memory().numTensors;
  const network = model(smallUnet());
  const labels = data.labels.map((label, at) => (at % 5 === 0 ? 255 : label));
  const found = await evaluateNetwork(network, { ...data, labels }, "validation");
  const labelled = labels.subarray(4 * 48 * 48, 5 * 48 * 48).filter((label) => label !== 255).length;
  expect(sumOf(found.confusion.counts)).toBe(labelled);
  expect(valueOf(finalScores(found), "accuracy")).toBeLessThan(1);
  expect(valueOf(finalScores(found), "boundaryFScore")).toBeLessThan(1);
  network.dispose();
  expect(memory().numTensors).toBe(before);
});

test("weights move from one device to another", async () => {
  const network = model(smallUnet());
  const weights = await network.exportWeights();
  const here = await predictRegion(network, data, region, { probabilities: true });
  network.dispose();
  await openDevice("cpu");
  const other = createModel(smallUnet(), { spatial: [16, 16], channels: 1 }, createRandom("another"));
  other.importWeights(weights);
  const there = await predictRegion(other, data, { ...region, z: { from: 4, to: 5 } }, { probabilities: true });
  expect(there.probabilities!.every((value, index) => Math.abs(value - here.probabilities![index]!) < 1e-4)).toBe(true);
  other.dispose();
  await openDevice("simd");
});
