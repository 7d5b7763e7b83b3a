import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Network } from "../../core/network/network.ts";
import type { WeightArray } from "../../core/network/weights.ts";
import { anyExtents, axisNames, extentsInWords } from "./extents.ts";
import { channelsFirst, depthwiseFirst, transposed } from "./kernels.ts";
import type { NetworkSubject } from "./networkFormat.ts";
import { docstring, greyLines, namedWeights, pythonNames, quoted, tuple } from "./python.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { oneOutput } from "../../core/network/outputs.ts";

const counted = (shape: readonly number[]): WeightArray => ({
  name: "kernel",
  shape,
  values: Float32Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, (_, at) => at),
});

describe("the axes of a kernel", () => {
  test("are turned: rows of 0 1 2 and 3 4 5 become columns", () =>
    expect(transposed(counted([2, 3]), [1, 0])).toEqual({
      name: "kernel",
      shape: [3, 2],
      values: Float32Array.of(0, 3, 1, 4, 2, 5),
    }));

  test("come back by the order turned round", () => {
    const anyCase = fc
      .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })
      .chain((shape) =>
        fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })),
      );
    fc.assert(
      fc.property(anyCase, ([shape, order]) => {
        const back = order.map((_, axis) => order.indexOf(axis));
        expect(transposed(transposed(counted(shape), order), back)).toEqual(counted(shape));
      }),
    );
  });

  test("put out before in, and both before space", () => {
    // Two columns, one input, two outputs: value 2·column + output.
    expect(channelsFirst(counted([1, 2, 1, 2]))).toMatchObject({
      shape: [2, 1, 1, 2],
      values: Float32Array.of(0, 2, 1, 3),
    });
    expect(channelsFirst(counted([3, 3, 3, 4, 5])).shape).toEqual([5, 4, 3, 3, 3]);
  });

  test("of a depthwise convolution put the channel first, and one input behind it", () =>
    // Two columns of two channels: value 2·column + channel.
    expect(depthwiseFirst(counted([1, 2, 2, 1]))).toMatchObject({
      shape: [2, 1, 1, 2],
      values: Float32Array.of(0, 2, 1, 3),
    }));
});

describe("names of Python", () => {
  test("are the path with underscores; none is a keyword, a number or another's", () =>
    expect([...pythonNames(["encoder/block0/conv1", "encoder_block0/conv1", "lambda", "2d", "a b-c", "self"])]).toEqual(
      [
        ["encoder/block0/conv1", "encoder_block0_conv1"],
        ["encoder_block0/conv1", "encoder_block0_conv1_2"],
        ["lambda", "lambda_2"],
        ["2d", "_2d"],
        ["a b-c", "a_b_c"],
        ["self", "self_2"],
      ],
    ));

  test("are one for each path, and identifiers, whatever the paths are", () => {
    const anyPath = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("a/b", "a_b", "a b", "a_b_2", "None", "7"));
    fc.assert(
      fc.property(fc.array(anyPath, { minLength: 1 }), (paths) => {
        const names = pythonNames(paths);
        expect([...names.keys()]).toEqual([...new Set(paths)]);
        expect(new Set(names.values()).size).toBe(names.size);
        for (const name of names.values()) expect(name).toMatch(/^[A-Za-z_]\w*$/);
      }),
    );
  });

  test("numbers that are alike are one, others a tuple", () =>
    expect([tuple([2, 2, 2]), tuple([1, 2]), tuple([3])]).toEqual(["2", "(1, 2)", "3"]));

  test("texts cannot end their quotes", () => expect(quoted('a"b\\\n')).toBe(String.raw`"a\"b\\\n"`));

  test("a name of a study cannot end the docstring", () => {
    const facts = {
      ...{ study: '"""\\', trial: 3, dataset: { name: "em" }, scores: [], classes: [{ name: "Back" }] },
      ...{ intensity: {}, studio: { version: "1", commit: "abc" } },
    };
    const text = docstring({ facts, network: { dimension: 2 } } as unknown as NetworkSubject, ["import this"]);
    expect(text.split('"""')).toHaveLength(3);
    expect(text).not.toContain("\\");
    expect(text).toMatch(/^"""Trial 3 of the study .*, a 2D segmentation network.*\n\nimport this\n"""$/);
  });

  test("a volume of one grey value is not divided by 0", () => {
    const lines = (intensity: object) => greyLines({ facts: { intensity } } as unknown as NetworkSubject);
    expect(lines({ mean: 5, deviation: 0 })).toEqual(["GREY_MEAN = 5", "GREY_DEVIATION = 1", "GREY_RANGE = None"]);
    expect(lines({ mean: 5, deviation: 2, low: 0, high: 9 }).slice(1)).toEqual([
      "GREY_DEVIATION = 2",
      "GREY_RANGE = (0, 9)",
    ]);
  });
});

const node = (id: string, kind: string, inputs: readonly string[], params: object = {}, weightKey?: string) => ({
  ...{ id, kind, inputs, params },
  ...(weightKey && { weightKey }),
});
const networkOf = (dimension: 2 | 3, nodes: readonly object[]) =>
  ({ dimension, nodes, outputs: oneOutput("out") }) as unknown as Network;

test("weights that two nodes share are written once, under the name of their key", () => {
  const network = networkOf(2, [
    node("a", "conv", ["in"], {}, "shared"),
    node("b", "conv", ["a"], {}, "shared"),
    node("c", "norm", ["b"]),
  ]);
  const weights = ["shared/kernel", "shared/bias", "c/gamma", "c/mean", "other/kernel"].map((name) => ({
    ...counted([2]),
    name,
  }));
  const names = pythonNames(["shared", "c"]);
  const made = namedWeights(network, weights, names, (_, weight, own) =>
    own === "mean" ? null : { ...weight, name: own === "kernel" ? "weight" : own },
  );
  expect(made.map(({ name }) => name)).toEqual(["shared.weight", "shared.bias", "c.gamma"]);
});

describe("the extents of maps in words", () => {
  const conv = (size: number, stride: number, dilation: number, padding: string) => ({
    ...{ size: [size, 1], stride: [stride, 1], dilation: [dilation, 1] },
    padding,
  });
  const words = (nodes: readonly object[], id: string) =>
    extentsInWords(networkOf(2, [node("in", "input", []), ...nodes])).get(id);

  test.each([
    [conv(3, 1, 1, "same"), "height"],
    [conv(3, 2, 1, "same"), "ceil(height / 2)"],
    [conv(3, 1, 2, "valid"), "(height - 4)"],
    [conv(5, 2, 1, "valid"), "ceil((height - 4) / 2)"],
    [conv(1, 1, 1, "valid"), "height"],
  ])("after a convolution %j", (params, height) => {
    for (const kind of ["conv", "depthwiseConv"])
      expect(words([node("a", kind, ["in"], params)], "a")).toEqual([height, "width"]);
  });

  test("follow each other through poolings and enlargements", () => {
    const nodes = [
      node("down", "pool", ["in"], { factor: [2, 1] }),
      node("up", "upsample", ["down"], { factor: [2, 1] }),
      node("wide", "convTranspose", ["down"], { factor: [2, 3] }),
    ];
    expect(words(nodes, "up")).toEqual(["(floor(height / 2) * 2)", "width"]);
    expect(words(nodes, "wide")).toEqual(["(floor(height / 2) * 2)", "(width * 3)"]);
  });

  test("of a sum are the smallest, named once where all are alike", () => {
    const nodes = [
      node("down", "pool", ["in"], { factor: [2, 1] }),
      node("up", "upsample", ["down"], { factor: [2, 1] }),
      node("sum", "add", ["in", "up"]),
      node("joined", "concat", ["up", "in", "up"]),
    ];
    const smallest = ["min((floor(height / 2) * 2), height)", "width"];
    expect([words(nodes, "sum"), words(nodes, "joined")]).toEqual([smallest, smallest]);
  });

  test("have a depth in three dimensions", () => {
    expect(axisNames(networkOf(3, []))).toEqual(["depth", "height", "width"]);
    expect([2, 3].map((dimension) => anyExtents(networkOf(dimension as 2 | 3, [])))).toEqual([
      [256, 256],
      [256, 256, 256],
    ]);
  });
});

describe("safetensors", () => {
  test("give back any weights and facts", () => {
    const anyWeights = fc.uniqueArray(
      fc.record({
        name: fc.string({ minLength: 1 }).filter((name) => name !== "__proto__" && !/^\d+$/.test(name)),
        shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
      }),
      { selector: ({ name }) => name, maxLength: 5 },
    );
    fc.assert(
      fc.property(anyWeights, fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.string()), (specs, facts) => {
        const weights = specs.map(({ name, shape }) => ({ ...counted(shape), name }));
        const back = decodeSafetensors(encodeSafetensors(weights, facts));
        expect(back.weights).toEqual(weights);
        expect(back.facts).toEqual({ ...facts });
      }),
    );
  });

  test("that were cut off anywhere are refused", () => {
    const bytes = encodeSafetensors([{ ...counted([3]), name: "a" }]);
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow(/header that is longer than|was cut short/);
  });
});
