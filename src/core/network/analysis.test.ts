import { describe, expect, test } from "vitest";
import { analyse, inputChannels, networkKey, trainingBytes, trainingMemory } from "./analysis.ts";
import { createNetworkBuilder } from "./builder.ts";
import type { Network, NetworkNode } from "./network.ts";
import { oneOutput } from "./outputs.ts";

const task = { channels: 1, classes: 2, patch: [1, 8, 8] as const };
const image = { spatial: [8, 8], channels: 1 };

/** Two levels: 3 × 3 to 4 channels, halved, 3 × 3 to 8, enlarged to 4, joined, 1 × 1 to 2 classes. */
function twoLevels(penalties?: { l1: number; l2: number }): Network {
  const add = createNetworkBuilder(task);
  const fine = add.conv("fine", { kernels: 4, size: 3, ...(penalties && { penalties }) }, "input");
  const coarse = add.norm(
    "norm",
    add.conv("coarse", { kernels: 8, size: 3, bias: false }, add.pool("pool", "max", 2, fine)),
  );
  const joined = add.concat("joined", [fine, add.up("up", { kernels: 4 }, coarse)]);
  return add.finish(add.conv("classes", { kernels: 2, size: 1 }, joined));
}

describe("a network on a patch", () => {
  const analysis = analyse(twoLevels(), image);
  const of = (id: string) => analysis.nodes.find(({ node }) => node.id === id)!;

  test("has the shapes that its operations give one after the other", () => {
    expect(analysis.nodes.map(({ node, output }) => [node.id, [...output.spatial, output.channels].join()])).toEqual([
      ["input", "8,8,1"],
      ["fine", "8,8,4"],
      ["pool", "4,4,4"],
      ["coarse", "4,4,8"],
      ["norm", "4,4,8"],
      ["up", "8,8,4"],
      ["joined", "8,8,8"],
      ["classes", "8,8,2"],
    ]);
    expect(analysis.output).toEqual({ spatial: [8, 8], channels: 2 });
  });

  test("has parameters and multiply-adds as counted by hand", () => {
    expect(of("fine").parameters).toBe(9 * 4 + 4);
    expect(of("coarse").parameters).toBe(9 * 4 * 8);
    expect(of("norm").parameters).toBe(16);
    expect(of("up").parameters).toBe(4 * 8 * 4 + 4);
    expect(of("classes").parameters).toBe(8 * 2 + 2);
    expect(analysis.parameters).toBe(40 + 288 + 16 + 132 + 18);
    expect(analysis.multiplyAdds).toBe(64 * 36 + 16 * 288 + 2 * 128 + 16 * 4 * 8 * 4 + 64 * 16);
  });

  test("counts what a normalisation keeps beside what it learns", () => {
    expect(of("norm").weights.map(({ name, trainable }) => [name, trainable])).toEqual([
      ["gamma", true],
      ["beta", true],
      ["mean", false],
      ["variance", false],
    ]);
  });

  test("takes memory that grows evenly with the batch, and more where weights are penalised", () => {
    const [one, two, three] = [1, 2, 3].map((batch) => trainingBytes(analysis, batch));
    expect(three! - two!).toBe(two! - one!);
    expect(two! - one!).toBe(8 * analysis.keptValues);
    const penalised = analyse(twoLevels({ l1: 1e-6, l2: 1e-4 }), image);
    expect(trainingBytes(penalised, 1) - one!).toBe(16 * 40);
    const { activations, gradients, weights } = trainingMemory(penalised, 1);
    expect([activations, gradients]).toEqual([4 * penalised.keptValues, 4 * penalised.keptValues]);
    expect(weights).toBe(20 * penalised.parameters + 16 * 40);
  });

  test("grows in cost with its extents, and not in parameters", () => {
    const larger = analyse(twoLevels(), { spatial: [16, 32], channels: 1 });
    expect(larger.parameters).toBe(analysis.parameters);
    expect(larger.multiplyAdds).toBe(8 * analysis.multiplyAdds);
    expect(larger.activations).toBe(8 * analysis.activations);
  });
});

describe("a network that does not fit", () => {
  const conv = (id: string, ...inputs: string[]): NetworkNode => ({
    id,
    kind: "conv",
    params: { kernels: 2, size: [3, 3], stride: [1, 1], dilation: [1, 1], padding: "valid", bias: true, initial: "he" },
    inputs,
  });
  const input: NetworkNode = { id: "input", kind: "input", params: { channels: 1 }, inputs: [] };
  const refusal =
    (nodes: readonly NetworkNode[], output: string, shape = image) =>
    () =>
      analyse({ dimension: 2, nodes, outputs: oneOutput(output) }, shape);

  test("is refused by the node that it fails at", () => {
    expect(refusal([input, conv("a", "input"), conv("b", "a")], "b", { spatial: [4, 4], channels: 1 })).toThrow(
      "b: 2×2 px are too small for a 3×3 convolution without padding.",
    );
    expect(refusal([input, conv("a", "input", "input")], "a")).toThrow("a: This operation takes one input, it has 2.");
    expect(refusal([input], "input", { spatial: [8, 8], channels: 3 })).toThrow(
      "The network reads 1 channels, the data have 3.",
    );
  });

  test("is refused where a node reads what comes later or nothing, and where its output is none of its nodes", () => {
    expect(refusal([input, conv("a", "b"), conv("b", "input")], "a")).toThrow(
      'a reads "b", which no earlier node produces.',
    );
    expect(refusal([input], "classes")).toThrow('The network\'s output "classes" is not one of its nodes.');
  });
});

test("a network reads the channels of its input", () => {
  expect(inputChannels(twoLevels())).toBe(1);
  expect(inputChannels(createNetworkBuilder({ ...task, channels: 3 }).finish("input"))).toBe(3);
});

test("networks have one key where nodes, parameters and output are the same, and no other", () => {
  expect(networkKey(twoLevels())).toBe(networkKey(twoLevels()));
  const keys = [twoLevels(), twoLevels({ l1: 0, l2: 1e-3 }), { ...twoLevels(), outputs: oneOutput("joined") }].map(
    networkKey,
  );
  expect(new Set(keys).size).toBe(3);
});
