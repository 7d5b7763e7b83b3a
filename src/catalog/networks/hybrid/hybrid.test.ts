import { describe, expect, test } from "vitest";
import { analyse } from "../../../core/network/analysis.ts";
import { predictionPart } from "../../../core/network/outputs.ts";
import type { OptionValues } from "../../../core/options.ts";
import type { Shape3 } from "../../../core/image/volume.ts";
import hybrid from "./hybrid.ts";

const built = (options: OptionValues, classes = 7, patch: Shape3 = [5, 64, 64]) => {
  const decoded = hybrid.decode(options, { channels: 1, classes, patch });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return decoded.network;
};
const parameters = (options: OptionValues, classes = 7, patch: Shape3 = [5, 64, 64]) =>
  analyse(built(options, classes, patch), { spatial: patch, channels: 1 }).parameters;

describe("known parameter counts (spec 2.2, as amended)", () => {
  test.each([
    [{ base: 64 }, 10_267_022],
    [{ base: 64, upWidth: "block" }, 10_487_278],
    [{ base: 64, insert: "none" }, 10_081_294],
    [{ base: 8, blocks: 2, pyramid: "2,2" }, 51_190],
    [{ base: 32, variant: "pytorch" }, 9_076_302],
    [{ base: 32, variant: "pytorch", pyramid: "3,7", pathWeights: "separate" }, 11_399_438],
  ])("%o: %i", (options, expected) => {
    expect(parameters(options)).toBe(expected);
    expect(parameters(options, 7, [1, 64, 64])).toBe(expected);
  });

  test("fed predictions alone, the first convolution of each path reads the classes only", () => {
    // 71 channels of the input become 7: 64 · 27 fewer for each of the 64 and 128 kernels.
    expect(parameters({ base: 64 }) - parameters({ base: 64, feed: "predictions" })).toBe(64 * 27 * (64 + 128));
  });
});

describe("a hybrid with a field on its scores", () => {
  test("has two weights a class and a matrix of classes more, and predicts by it", () => {
    expect(parameters({ base: 64, crf: "on" })).toBe(10_267_022 + 2 * 7 + 7 * 7);
    const { outputs, nodes } = built({ crf: "on" });
    expect(outputs.map(({ name, node, weight }) => [name, node, weight])).toEqual([
      ["main", "crf/meanField", 1],
      ["slices", "slices/predictor", 0.33],
      ["volume", "volume/predictor", 0],
    ]);
    expect(nodes.find(({ id }) => id === "crf/meanField")?.inputs).toEqual(["volume/predictor", "input"]);
  });

  test("knows distances by the voxel size of the data", () => {
    const on = (voxelSizeNm?: [number, number, number]) => {
      const task = { channels: 1, classes: 2, patch: [5, 64, 64] as const, ...(voxelSizeNm && { voxelSizeNm }) };
      const decoded = hybrid.decode({ crf: "on", crfWindow: "1,3,2" }, task);
      return "network" in decoded && decoded.network.nodes.find(({ kind }) => kind === "crf")?.params;
    };
    expect(on([50, 4, 4])).toMatchObject({ voxel: [50, 4, 4], window: [1, 3, 2], steps: 5, predictionSteps: 10 });
    expect(on()).toMatchObject({ voxel: [1, 1, 1] });
  });

  test("keeps a map of probabilities for each of its training steps", () => {
    const kept = (crfSteps: number) =>
      analyse(built({ crf: "on", crfSteps }), { spatial: [5, 64, 64], channels: 1 }).keptValues;
    expect(kept(5) - kept(2)).toBe(3 * 5 * 64 * 64 * 7);
  });
});

describe("a hybrid", () => {
  test("of the later version repeats one convolution on each path, whose weights are counted once", () => {
    const { nodes, parameters } = analyse(built({ base: 2, variant: "pytorch" }), {
      spatial: [5, 64, 64],
      channels: 1,
    });
    const repeated = nodes.filter(({ node }) => node.weightKey === "volume/path1/repeated/conv");
    expect(repeated.map((each) => each.parameters)).toEqual([8 * 8 * 27 + 8, 0, 0, 0]);
    expect(nodes.reduce((sum, each) => sum + each.parameters, 0)).toBe(parameters);
  });

  test("never pools along z, and gives a score for every voxel by both outputs", () => {
    const { nodes } = analyse(built({}), { spatial: [5, 64, 64], channels: 1 });
    const shapes = new Map(nodes.map(({ node, output }) => [node.id, output]));
    expect([...shapes.values()].every(({ spatial }) => spatial[0] === 5)).toBe(true);
    expect(built({}).outputs.map(({ name, node }) => [name, shapes.get(node)])).toEqual([
      ["main", { spatial: [5, 64, 64], channels: 7 }],
      ["slices", { spatial: [5, 64, 64], channels: 7 }],
    ]);
  });

  test("doubles z on the way up of its second path by the switch of that name, and crops it again", () => {
    const { nodes, output } = analyse(built({ poolZUp: true }), { spatial: [5, 64, 64], channels: 1 });
    expect(nodes.find(({ node }) => node.id === "volume/path1/up")!.output.spatial).toEqual([10, 64, 64]);
    expect(output.spatial).toEqual([5, 64, 64]);
  });

  test("is the only network it needs for predicting, for the pyramid reads what its slices predict", () => {
    const network = built({ feed: "predictions" });
    expect(predictionPart(network)).toEqual({ ...network, outputs: [network.outputs[0]] });
  });

  test("is refused where the plane cannot be halved so often, whatever its depth", () => {
    const on = (patch: Shape3) => hybrid.decode({ blocks: 1, pyramid: "1,1,1" }, { channels: 1, classes: 2, patch });
    expect(on([5, 66, 64])).toMatchObject({ illegal: { kind: "extent", because: "66 px cannot be halved 2 times." } });
    expect(on([5, 68, 64])).toHaveProperty("network");
  });
});
