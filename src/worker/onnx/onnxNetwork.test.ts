import { afterEach, describe, expect, test } from "vitest";
import { encodeOnnx } from "../../catalog/networkFormats/onnx/onnx.ts";
import type { OnnxGraph } from "../../catalog/networkFormats/onnx/graph.ts";
import { toErrorRecord } from "../../core/errors.ts";
import { AS_THEY_ARE } from "../../core/image/normalisation.ts";
import { wholeStack } from "../../core/image/tiledPrediction.ts";
import { voxelCount, type Shape3 } from "../../core/image/volume.ts";
import { createRandom } from "../../core/random.ts";
import { createModel } from "../../engine/model.ts";
import { predictRegion } from "../../engine/predicting.ts";
import { smallUnet } from "../../engine/testTasks.ts";
import { normalise } from "../../engine/trainingData.ts";
import { seeing } from "../../engine/wholeImages.ts";
import { exportCase, subjectOf } from "../../testing/exportCases.ts";
import { onnxFile, signFile, signScores } from "../../testing/onnxFiles.ts";
import { onnxWasm } from "../../testing/onnxWasm.ts";
import { openOnnxNetwork, type OnnxJob, type OnnxNetwork } from "./onnxNetwork.ts";

const open: OnnxNetwork[] = [];
afterEach(async () => {
  for (const network of open.splice(0)) await network.close();
});

async function opened(bytes: Uint8Array): Promise<OnnxNetwork> {
  const network = await openOnnxNetwork(bytes, onnxWasm());
  open.push(network);
  return network;
}

const messageOf = (bytes: Uint8Array): Promise<string> =>
  openOnnxNetwork(bytes, onnxWasm()).then(
    () => "it opened",
    (error: unknown) => `${toErrorRecord(error).name}: ${toErrorRecord(error).message}`,
  );

/** Grey values around 0, in a stack of odd extents. */
function noisyStack(shape: Shape3): OnnxJob["stack"] {
  const random = createRandom("a stack");
  return { shape, image: Float32Array.from({ length: voxelCount(shape) }, () => random.normal()) };
}

const jobOn = (stack: OnnxJob["stack"], change: Partial<OnnxJob> = {}): OnnxJob => ({
  stack,
  region: wholeStack(stack.shape),
  classes: 2,
  scale: AS_THEY_ARE,
  withProbabilities: false,
  ...change,
});

const signs = ({ image }: OnnxJob["stack"]): number[] => [...image].map((value) => Number(value > 0));

const kernel = (graph: OnnxGraph) => graph.floats("mean", [1, 1, 3, 3], new Float32Array(9).fill(1 / 9));

/** What each voxel's sign is found by, in every form that networks come in. */
const FORMS: Readonly<Record<string, Uint8Array>> = {
  "scores of two classes": signFile(),
  "probabilities of two classes": onnxFile({
    build: (graph) => [graph.node("soft", "Softmax", [signScores(graph)], { axis: 1 })],
  }),
  "a score of the foreground": onnxFile({ build: (graph) => [graph.node("same", "Identity", ["image"])] }),
  "a probability of the foreground": onnxFile({ build: (graph) => [graph.node("share", "Sigmoid", ["image"])] }),
  "a map of classes": onnxFile({
    outputs: [["uint8", ["batch", "height", "width"]]],
    build: (graph) => {
      const found = graph.node("found", "ArgMax", [signScores(graph)], { axis: 1, keepdims: 0 });
      return [graph.node("classes", "Cast", [found], { to: 2 })];
    },
  }),
  "the channel last": onnxFile({
    inputs: [{ name: "image", type: "float", shape: ["batch", "height", "width", 1] }],
    outputs: [["float", ["batch", "height", "width", 2]]],
    build: (graph) => {
      const first = graph.node("first", "Transpose", ["image"], { perm: [0, 3, 1, 2] });
      return [graph.node("last", "Transpose", [signScores(graph, first)], { perm: [0, 2, 3, 1] })];
    },
  }),
  "fixed extents": onnxFile({
    inputs: [{ name: "image", type: "float", shape: [1, 1, 16, 24] }],
    outputs: [["float", [1, 2, 16, 24]]],
    build: (graph) => [signScores(graph)],
  }),
  "extents that must be halved twice": onnxFile({
    build: (graph) => {
      const half = { kernel_shape: [4, 4], strides: [4, 4] };
      const coarse = graph.node("coarse", "MaxPool", ["image"], half);
      const scales = graph.floats("scales", [4], Float32Array.of(1, 1, 4, 4));
      const up = graph.node("up", "Resize", [coarse, "", scales], { mode: "nearest" });
      const none = graph.node("none", "Mul", [up, graph.floats("zero", [], Float32Array.of(0))]);
      return [signScores(graph, graph.node("sum", "Add", ["image", none]))];
    },
  }),
  "no padding": onnxFile({
    build: (graph) => {
      const middle = graph.floats(
        "middle",
        [1, 1, 5, 5],
        Float32Array.from({ length: 25 }, (_, at) => Number(at === 12)),
      );
      return [signScores(graph, graph.node("valid", "Conv", ["image", middle]))];
    },
  }),
};

describe.each(Object.entries(FORMS))("a network of %s", (_, bytes) => {
  test("predicts a stack of odd extents slice by slice, in tiles", async () => {
    const stack = noisyStack([2, 37, 53]);
    const network = await opened(bytes);
    const { labels } = await network.predict(jobOn(stack));
    expect([...labels]).toEqual(signs(stack));
  });
});

test("a network of volumes predicts a box of a stack", async () => {
  const axes = ["batch", 1, "depth", "height", "width"];
  const bytes = onnxFile({
    inputs: [{ name: "image", type: "float", shape: axes }],
    outputs: [["float", axes.with(1, 2)]],
    build: (graph) => [signScores(graph, "image", 3)],
  });
  const stack = noisyStack([5, 19, 23]);
  const region = { z: { from: 1, to: 4 }, y: { from: 0, to: 19 }, x: { from: 0, to: 23 } };
  const { labels } = await (await opened(bytes)).predict(jobOn(stack, { region }));
  expect([...labels]).toEqual(signs(stack).slice(19 * 23, 4 * 19 * 23));
});

test("channels stand for the classes they are said to, also several for one", async () => {
  const stack = noisyStack([1, 8, 8]);
  const network = await opened(signFile());
  const turned = await network.predict(jobOn(stack, { order: [1, 0] }));
  expect([...turned.labels]).toEqual(signs(stack).map((sign) => 1 - sign));
  const merged = await network.predict(jobOn(stack, { order: [2, 2], classes: 3, withProbabilities: true }));
  expect(new Set(merged.labels)).toEqual(new Set([2]));
  expect(merged.probabilities![2]).toBeCloseTo(1, 6);
});

test("probabilities are those of a softmax, or of a sigmoid, and add up to 1", async () => {
  const stack = { shape: [1, 1, 1] as const, image: Float32Array.of(2) };
  const soft = await (await opened(signFile())).predict(jobOn(stack, { withProbabilities: true }));
  expect(soft.probabilities![1]).toBeCloseTo(1 / (1 + Math.exp(-4)), 6);
  const single = await (
    await opened(FORMS["a score of the foreground"]!)
  ).predict(jobOn(stack, { withProbabilities: true, scale: { mean: 1, deviation: 2 } }));
  expect(single.probabilities![1]).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 6);
  expect(single.probabilities![0]! + single.probabilities![1]!).toBeCloseTo(1, 6);
});

test("an exported network predicts what the studio's own does, tile for tile, and says that it normalises", async () => {
  const network = smallUnet();
  const given = await exportCase("own", network, [32, 32], 1);
  const found = await opened(encodeOnnx(subjectOf(given)));
  expect(found.own).toMatchObject({ normalisation: "inside", trial: "7", intensity: given.intensity });
  expect(found.own!.classes.map(({ name }) => name)).toContain("membrane");
  const shape: Shape3 = [2, 45, 61];
  const grey = noisyStack(shape).image.map((value) => Math.round(value * 200 + 1000));
  const classes = found.channels!;
  const job = jobOn({ shape, image: grey }, { classes, withProbabilities: true });
  const { probabilities } = await found.predict(job);
  const model = createModel(network, { spatial: [32, 32], channels: 1 }, createRandom(0));
  model.importWeights(given.weights);
  const own = await predictRegion(
    seeing(model, undefined),
    { shape, image: normalise(grey, given.intensity), classes },
    job.region,
    { probabilities: true },
  );
  model.dispose();
  const largest = probabilities!.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - own.probabilities![at]!)),
    0,
  );
  expect(largest).toBeLessThan(1e-5);
});

describe("what cannot be run says what it is and what could be", () => {
  const image = { name: "image", type: "float", shape: ["batch", 1, "height", "width"] } as const;
  test.each([
    ["what is no ONNX file", Uint8Array.of(1, 2, 3), /^BadNetworkFile: This is no ONNX file/],
    [
      "several inputs",
      onnxFile({
        inputs: [image, { ...image, name: "other" }],
        build: (g) => [g.node("sum", "Add", ["image", "other"])],
      }),
      /2 inputs \(image, other\); one of one input/,
    ],
    [
      "several outputs",
      onnxFile({ build: (g) => [signScores(g), g.node("more", "Identity", ["image"])] }),
      /2 outputs \(scores, more\)/,
    ],
    [
      "an unknown operator",
      onnxFile({ build: (g) => [g.node("x", "Telepathy", ["image"])] }),
      /cannot run this network.*Telepathy/s,
    ],
    [
      "colours",
      onnxFile({
        inputs: [{ ...image, shape: ["batch", 3, "height", "width"] }],
        build: (g) => [g.node("same", "Identity", ["image"])],
      }),
      /takes 3 channels, and a stack of grey values has 1/,
    ],
    [
      "a flat list of numbers",
      onnxFile({
        inputs: [{ ...image, shape: ["batch", 10] }],
        outputs: [["float", ["batch", 10]]],
        build: (g) => [g.node("same", "Identity", ["image"])],
      }),
      /\[\?, 10\]; networks of \[batch, channel, y, x\]/,
    ],
    [
      "another resolution",
      onnxFile({
        build: (g) => [g.node("half", "AveragePool", ["image"], { kernel_shape: [2, 2], strides: [2, 2] })],
      }),
      /makes 48 × 48 voxels of 96 × 96; what can be used has the resolution/,
    ],
    [
      "an image for a whole class",
      onnxFile({
        outputs: [["float", ["batch", 1]]],
        build: (g) => [g.node("flat", "Flatten", [g.node("mean", "GlobalAveragePool", ["image"])])],
      }),
      /which is no segmentation/,
    ],
    [
      "extents that none of those tried are",
      onnxFile({
        build: (g) => [g.node("same", "Reshape", ["image", g.whole("shape", [1, 1, 7, 11])])],
      }),
      /accepts none of the images it was tried with\. 96 × 96: /,
    ],
  ])("%s", async (_, bytes, message) => {
    expect(await messageOf(bytes)).toMatch(message);
  });

  test("a class that does not exist", async () => {
    const network = await opened(FORMS["a map of classes"]!);
    await expect(network.predict(jobOn(noisyStack([1, 8, 8]), { classes: 1 }))).rejects.toThrow(/gives class 1/);
  });
});

test("a mean over neighbours is the same at the edges of tiles as within them", async () => {
  const bytes = onnxFile({
    build: (graph) => [signScores(graph, graph.node("blur", "Conv", ["image", kernel(graph)], { pads: [1, 1, 1, 1] }))],
  });
  const stack = noisyStack([1, 600, 700]);
  const { labels } = await (await opened(bytes)).predict(jobOn(stack));
  const at = (y: number, x: number) => stack.image[y * 700 + x]!;
  for (let y = 1; y < 599; y += 7)
    for (let x = 1; x < 699; x++) {
      const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => at(y + dy, x + dx)));
      const mean = around.reduce((sum, value) => sum + value, 0);
      if (Math.abs(mean) > 1e-4) expect(labels[y * 700 + x]).toBe(Number(mean > 0));
    }
});
