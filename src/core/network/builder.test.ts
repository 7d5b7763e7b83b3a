import { expect, test } from "vitest";
import { createNetworkBuilder } from "./builder.ts";

test.each([
  [
    [1, 8, 8],
    [3, 3],
  ],
  [
    [4, 8, 8],
    [3, 3, 3],
  ],
] as const)("a patch of %j makes windows of %j", (patch, size) => {
  const { conv, finish } = createNetworkBuilder({ channels: 1, classes: 2, patch });
  const { dimension, nodes } = finish(conv("conv", { kernels: 2, size: 3 }, "input"));
  expect(dimension).toBe(size.length);
  expect(nodes[1]!.params).toEqual({
    kernels: 2,
    size,
    stride: size.map(() => 1),
    dilation: size.map(() => 1),
    padding: "same",
    bias: true,
    initial: "he",
  });
});

const builder = () => createNetworkBuilder({ channels: 2, classes: 2, patch: [1, 8, 8] });

test("what the output does not depend on is left out", () => {
  const { conv, finish } = builder();
  const used = conv("used", { kernels: 2, size: 1 }, "input");
  conv("unused", { kernels: 2, size: 1 }, used);
  expect(finish(used).nodes.map(({ id }) => id)).toEqual(["input", "used"]);
});

test("weights are kept under the node's id, or under a key that others share", () => {
  const { conv, norm, finish } = builder();
  const last = norm("b", conv("a", { kernels: 2, size: 1 }, "input", "shared"));
  expect(finish(last).nodes.map(({ weightKey }) => weightKey)).toEqual([undefined, "shared", undefined]);
});

test("a layer is a convolution, a normalisation where there is one, and an activation", () => {
  const { layer, finish } = builder();
  const first = layer("first", { kernels: 2, size: 3, norm: "instance", activation: "elu" }, "input");
  const { nodes, outputs } = finish(layer("second", { kernels: 2, size: 3, norm: "none" }, first));
  expect(nodes.map(({ id }) => id)).toEqual([
    "input",
    "first/conv",
    "first/norm",
    "first/activation",
    "second/conv",
    "second/activation",
  ]);
  expect(outputs).toEqual([{ name: "main", node: "second/activation", role: "main", weight: 1 }]);
});

test("the sum of one map is that map", () => {
  const { sum } = builder();
  expect([sum("one", ["input"]), sum("two", ["input", "input"])]).toEqual(["input", "two"]);
});
