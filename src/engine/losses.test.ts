import { grads, tensor, tidy, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { losses } from "../catalog/losses/index.ts";
import type { Loss, LossOperations } from "../catalog/losses/loss.ts";
import { UNLABELLED } from "../core/image/labelMap.ts";
import { initialValues, type Option, type OptionSet, type OptionValue, type OptionValues } from "../core/options.ts";
import { createRandom } from "../core/random.ts";
import { openDevice } from "./devices.ts";
import { product } from "./kernels/geometry.ts";
import { outputShapes, type KernelAttributes, type KernelName } from "./kernels/specs.ts";
import { lossOperations } from "./ops/losses.ts";
import { referenceKernels } from "./reference/kernels.ts";
import { findTestGpu } from "../testing/testGpu.ts";
import { describeOn } from "../testing/skipping.ts";

const hasGpu = await findTestGpu();

/** A loss's inputs, in double precision. */
interface Case {
  readonly logits: Float64Array;
  readonly labels: Float64Array;
  readonly classWeights: Float64Array;
  readonly voxelWeights: Float64Array;
  readonly classes: number;
}

const SPATIAL = [2, 1, 4, 5];
const VOXELS = product(SPATIAL);

/** Every seventh voxel is unlabelled, weights reach from 0 to 3, the last class is nowhere. */
function caseOf(classes: number, seed: string): Case {
  const random = createRandom(seed, classes);
  const list = (length: number, value: (index: number) => number) =>
    Float64Array.from({ length }, (_, at) => value(at));
  // As single precision holds them, so that every device is asked the same.
  const single = (value: number) => Math.fround(value);
  return {
    logits: list(VOXELS * classes, () => single(2 * random.normal())),
    labels: list(VOXELS, (at) => (at % 7 === 3 ? UNLABELLED : random.int(0, Math.max(1, classes - 2)))),
    classWeights: list(classes, () => single(random.between(0.5, 2))),
    voxelWeights: list(VOXELS, (at) => (at % 5 === 0 ? 0 : single(random.between(0.2, 3)))),
    classes,
  };
}

/** Something that only holds numbers, where the catalog hands tensors on. */
const held = (values: Float64Array) => ({ values }) as unknown as Scalar;
const valuesOf = (tensor: unknown): Float64Array => (tensor as { readonly values: Float64Array }).values;

/** The plain loops, in double precision. */
function doubleOperations(classes: number): LossOperations {
  const attributes = { voxels: VOXELS, classes };
  const run = <Name extends KernelName>(name: Name, inputs: readonly unknown[], given: KernelAttributes[Name]) => {
    const outputs = outputShapes[name](given).map((shape) => new Float64Array(product(shape)));
    const arrays: unknown = inputs.map(valuesOf);
    const results: unknown = outputs;
    referenceKernels[name](arrays as Float32Array[], results as Float32Array[], given);
    return outputs;
  };
  return {
    crossEntropy: (...inputs) => held(run("crossEntropy", inputs, attributes)[0]!),
    overlap(formula, logits, labels, weights) {
      const sums = run("classSums", [logits, labels, ...(weights ? [weights] : [])], attributes)[1]!;
      return held(run("formula", [held(sums)], { classes, formula })[0]!);
    },
    exponentialLogarithmic: (logits, labels, weights, numbers) =>
      held(run("exponentialLogarithmic", [logits, labels, weights], { ...attributes, ...numbers })[0]!),
    add: (one, other) => held(Float64Array.of(valuesOf(one)[0]! + valuesOf(other)[0]!)),
  };
}

function valueInDoubles(loss: Loss, { classes, ...given }: Case, options: OptionValues): number {
  const { logits, labels, classWeights, voxelWeights } = given;
  const input = {
    logits: held(logits),
    labels: held(labels),
    classWeights: held(classWeights),
    voxelWeights: held(voxelWeights),
  };
  return valuesOf(loss.value(doubleOperations(classes), input, options))[0]!;
}

const STEP = 1e-4;

/** By every logit, from values on both sides of it. */
function differences(loss: Loss, given: Case, options: OptionValues): Float64Array {
  return given.logits.map((_, at) => {
    const moved = (step: number) => given.logits.map((value, index) => (index === at ? value + step : value));
    const valueAt = (step: number) => valueInDoubles(loss, { ...given, logits: moved(step) }, options);
    return (valueAt(STEP) - valueAt(-STEP)) / (2 * STEP);
  });
}

/** Value and gradient as training computes them. */
function onDevice(loss: Loss, given: Case, options: OptionValues) {
  const shape = [...SPATIAL, given.classes];
  return tidy(() => {
    const single = (values: Float64Array, of: number[]) => tensor(Float32Array.from(values), of);
    const rest = {
      labels: single(given.labels, SPATIAL),
      classWeights: single(given.classWeights, [given.classes]),
      voxelWeights: single(given.voxelWeights, SPATIAL),
    };
    const logits = single(given.logits, shape);
    const valueOf = (x: Tensor) => loss.value(lossOperations, { logits: x, ...rest }, options);
    const [gradient] = grads((...[x]: Tensor[]) => valueOf(x!))([logits]);
    return [valueOf(logits), gradient!] as const;
  });
}

async function read(results: readonly Tensor[]): Promise<readonly Float32Array[]> {
  const values = await Promise.all(results.map((result) => result.data<"float32">()));
  for (const result of results) result.dispose();
  return values;
}

function endsOf(option: Option): readonly OptionValue[] {
  switch (option.kind) {
    case "int":
    case "float":
      return [option.min, option.max];
    case "choice":
      return option.choices;
    case "switch":
      return [true, false];
    case "text":
      return [option.initial];
    default:
      return option satisfies never;
  }
}

/** The default options, then each option at each of its ends. */
const choicesOf = (options: OptionSet): readonly OptionValues[] => [
  initialValues(options),
  ...Object.entries(options).flatMap(([name, option]) => endsOf(option).map((end) => ({ [name]: end }))),
];

const rms = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length);

/** Rounding of single precision in sums of 40 voxels; powers of small numbers on a GPU are the worst. */
const TOLERANCE = 3e-5;

describeOn(["cpu", "simd", "webgpu"], hasGpu)("losses on %s", (device) => {
  beforeAll(() => openDevice(device));

  describe.each(losses.list.map(({ id }) => id))("%s", (id) => {
    const loss = losses.get(id);

    test.each([3, 7, 11])("has the value and the slopes of finite differences, %i classes", async (classes) => {
      for (const options of choicesOf(loss.options)) {
        const given = caseOf(classes, `${id} ${JSON.stringify(options)}`);
        const expected = differences(loss, given, options);
        const [value, gradient] = await read(onDevice(loss, given, options));
        const wanted = valueInDoubles(loss, given, options);
        expect([options, Math.abs(value![0]! - wanted) / Math.max(1, Math.abs(wanted))]).toEqual([
          options,
          expect.closeTo(0, 4),
        ]);
        const error = rms(expected.map((slope, at) => gradient![at]! - slope)) / (rms(expected) || 1);
        expect([options, error < TOLERANCE ? "fits" : error]).toEqual([options, "fits"]);
      }
    });

    test("pulls no unlabelled voxel anywhere, and gets smaller where the truth is said", async () => {
      const given = caseOf(3, id);
      const [value, gradient] = await read(onDevice(loss, given, {}));
      const unlabelled = gradient!.filter((_, at) => given.labels[Math.floor(at / 3)] === UNLABELLED);
      expect(unlabelled.length).toBeGreaterThan(0);
      expect(unlabelled.every((slope) => slope === 0)).toBe(true);
      const right = given.logits.map((_, at) => (given.labels[Math.floor(at / 3)] === at % 3 ? 5 : 0));
      const [better] = await read(onDevice(loss, { ...given, logits: right }, {}));
      expect(better![0]!).toBeLessThan(value![0]!);
    });

    test("is a number with finite slopes where nothing is labelled", async () => {
      const given = caseOf(3, id);
      const results = await read(onDevice(loss, { ...given, labels: given.labels.map(() => UNLABELLED) }, {}));
      expect(results.flatMap((values) => [...values]).every(Number.isFinite)).toBe(true);
    });
  });
});
