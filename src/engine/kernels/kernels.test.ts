import { dispose, getBackend, memory, tensor, tidy, type Tensor } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { diceLossFormula } from "../../catalog/losses/overlap.ts";
import { add, atLeast, divide, given, log, mean, multiply, power, total } from "../../core/formula/formula.ts";
import { createRandom } from "../../core/random.ts";
import { checkDevice, openDevice } from "../devices.ts";
import { describeOn } from "../../testing/skipping.ts";
import { findTestGpu } from "../../testing/testGpu.ts";
import { convGeometry, product, type Extents, type MapShape } from "./geometry.ts";
import { runKernel } from "./run.ts";
import { layerPart, outputShapes, type KernelAttributes, type KernelName, type LayerAttributes } from "./specs.ts";
import { referenceKernels } from "../reference/kernels.ts";
import { simdBackend } from "../simd/backend.ts";
import { isWinograd } from "../simd/kernels/winograd.ts";

const hasGpu = await findTestGpu();

interface Case<Name extends KernelName = KernelName> {
  readonly name: Name;
  readonly shapes: readonly (readonly number[])[];
  readonly attributes: KernelAttributes[Name];
}

/**
 * Root mean square difference of an output from the plain loops carried out in float64, in deviations of that output; the largest of
 * all outputs. Updates in place are compared by their inputs.
 */
async function errorOf(
  { name, shapes, attributes }: Case,
  change: (values: Float32Array, input: number) => Float32Array = (values) => values,
): Promise<number> {
  const random = createRandom(name, JSON.stringify(shapes));
  const inputs = shapes.map((shape, index) =>
    change(
      Float32Array.from({ length: product(shape) }, () => random.normal()),
      index,
    ),
  );
  const plain = inputs.map((values) => Float64Array.from(values));
  const expected = outputShapes[name](attributes as never).map((shape) => new Float64Array(product(shape)));
  referenceKernels[name](plain as unknown as Float32Array[], expected as unknown as Float32Array[], attributes);
  const given = inputs.map((values, index) => tensor(values, [...shapes[index]!], "float32"));
  poison([...inputs, ...expected].reduce((sum, { length }) => sum + length, 1000));
  const results = runKernel(name, given, attributes as never);
  const pairs: (readonly [Tensor, Float64Array])[] =
    expected.length > 0
      ? results.map((result, index) => [result, expected[index]!])
      : given.map((tensor, index) => [tensor, plain[index]!]);
  const errors = await Promise.all(
    pairs.map(async ([result, truth]) => difference(await result.data<"float32">(), truth)),
  );
  dispose([...given, ...results]);
  checkDevice();
  return Math.max(...errors);
}

/** Leaves memory that is not a number behind: what a kernel reads but should not, or does not write, is seen. */
function poison(count: number): void {
  const used = [tensor(new Float32Array(count).fill(NaN)), tensor(new Float32Array(count).fill(NaN))];
  dispose([...used, ...used.map((values) => runKernel("flatten", [values], { count })[0]!)]);
}

function difference(values: Float32Array, truth: Float64Array): number {
  const rms = (of: (value: number, index: number) => number) =>
    Math.sqrt(truth.reduce((sum, value, index) => sum + of(value, index) ** 2, 0) / truth.length);
  return rms((value, index) => values[index]! - value) / (rms((value) => value) || 1);
}

/** Rounding of float32 gives about 1e-7, Winograd's transforms 2e-6. */
const TOLERANCE = 5e-6;

/** A GPU that is emulated is slow: it gets fewer cases. */
const check = <Values>(arbitrary: fc.Arbitrary<Values>, property: (values: Values) => Promise<void>, runs = 40) =>
  fc.assert(fc.asyncProperty(arbitrary, property), {
    seed: 42,
    numRuns: getBackend() === "webgpu" ? Math.ceil(runs / 5) : runs,
  });

const extents = (largest: number, dimensions: 2 | 3): fc.Arbitrary<Extents> => {
  const one = fc.integer({ min: 1, max: largest });
  return fc.tuple(dimensions === 3 ? one : fc.constant(1), one, one);
};

const geometry = (dimensions: 2 | 3, largestChannels: number) =>
  fc
    .record({
      batch: fc.integer({ min: 1, max: 2 }),
      input: extents(dimensions === 3 ? 7 : 13, dimensions),
      size: extents(dimensions === 3 ? 3 : 5, dimensions),
      stride: extents(2, dimensions),
      dilation: extents(3, dimensions),
      padding: fc.constantFrom("same" as const, "valid" as const),
      inChannels: fc.integer({ min: 1, max: largestChannels }),
      outChannels: fc.integer({ min: 1, max: largestChannels }),
    })
    .map(({ batch, input, inChannels, outChannels, ...window }) =>
      convGeometry([batch, ...input, inChannels], window, outChannels),
    )
    .filter(({ output }) => output.every((extent) => extent > 0));

const DENSE = ["conv", "convInputGradient", "convFilterGradient"] as const;
const DEPTHWISE = ["depthwise", "depthwiseInputGradient", "depthwiseFilterGradient"] as const;

/** Shapes of a convolution kernel's inputs. */
function shapesOf(
  name: (typeof DENSE)[number] | (typeof DEPTHWISE)[number],
  { batch, input, output, inChannels, outChannels, size }: KernelAttributes["conv"],
): readonly (readonly number[])[] {
  const [x, dy] = [
    [batch, ...input, inChannels],
    [batch, ...output, outChannels],
  ];
  const kernel = [...size, inChannels, name.startsWith("depthwise") ? 1 : outChannels];
  if (name.endsWith("FilterGradient")) return [x, dy];
  return name.endsWith("InputGradient") ? [dy, kernel] : [x, kernel];
}

/** A layer of one to three maps of any width, some of which stand in the input twice along an axis, on its way through every kind of convolution. */
function layers(dimensions: 2 | 3): fc.Arbitrary<LayerAttributes> {
  const windows = fc.record({
    size: fc.constantFrom(3, 3, 3, 1, 5),
    stride: fc.constantFrom(1, 1, 1, 2),
    dilation: fc.constantFrom(1, 1, 2),
    padding: fc.constantFrom("same" as const, "valid" as const),
  });
  const factors: readonly Extents[] = [
    [1, 1, 1],
    [1, 2, 2],
    [dimensions === 3 ? 2 : 1, 2, 2],
    [1, 1, 2],
  ];
  const part = fc.record({
    factor: fc.constantFrom(...factors, [1, 1, 1] as const),
    count: fc.integer({ min: 1, max: 11 }),
  });
  return fc
    .record({
      batch: fc.integer({ min: 1, max: 2 }),
      half: fc.tuple(
        fc.integer({ min: 1, max: dimensions === 3 ? 2 : 1 }),
        fc.integer({ min: 3, max: 9 }),
        fc.integer({ min: 3, max: 9 }),
      ),
      odd: fc.boolean(),
      window: windows,
      parts: fc.array(part, { minLength: 1, maxLength: 3 }),
      outChannels: fc.integer({ min: 1, max: 20 }),
      family: fc.constantFrom("conv" as const, "conv" as const, "depthwise" as const),
      activation: fc.constantFrom("relu" as const, "identity" as const, "elu" as const, "leakyRelu" as const),
    })
    .map(
      ({ batch, half: [d, h, w], odd, window: { padding, ...window }, parts: drawn, family, activation, ...given }) => {
        const parts = odd ? drawn.map(({ count }) => ({ count, factor: [1, 1, 1] as const })) : drawn;
        const extents: Extents = odd
          ? [dimensions === 3 ? 2 * d + 1 : 1, 2 * h + 1, 2 * w + 1]
          : [dimensions === 3 ? 2 * d : 1, 2 * h, 2 * w];
        const channels = parts.map(({ count }) => count);
        const total = channels.reduce((sum, count) => sum + count, 0);
        const along = (value: number) => (dimensions === 3 ? [value, value, value] : [1, value, value]);
        const { size, stride, dilation } = window;
        const geometry = convGeometry(
          [batch, ...extents, total],
          {
            size: along(size),
            stride: along(stride),
            dilation: dimensions === 3 ? [1, dilation, dilation] : along(dilation),
            padding,
          },
          family === "conv" ? given.outChannels : total,
        );
        return { family, geometry, channels, factors: parts.map(({ factor }) => factor), activation };
      },
    )
    .filter(({ geometry: { output } }) => output.every((extent) => extent > 0));
}

const layerShapes = (attributes: LayerAttributes): readonly (readonly number[])[] => {
  const { geometry, channels, family } = attributes;
  const { inChannels, outChannels, size } = geometry;
  return [
    ...channels.map((_, index) => layerPart(attributes, index).coarse),
    [...size, inChannels, family === "conv" ? outChannels : 1],
    [outChannels],
    [outChannels],
  ];
};

/** One of every kind of term. */
const formulas = [
  add(total(given(0)), mean(divide(log(add(given(1), 1)), given(2)))),
  total(power(atLeast(add(given(0), given(1)), 2), 0.75)),
  log(total(multiply(given(1), divide(given(2), total(given(0)))))),
];

describeOn(["simd", "webgpu"], hasGpu)("kernels on %s", (device) => {
  beforeAll(() => openDevice(device));

  describe.each([2, 3] as const)("convolutions in %iD are those of the plain loops", (dimensions) => {
    test.each(DENSE)("%s", async (name) => {
      await check(geometry(dimensions, 20), async (attributes) => {
        const shapes = shapesOf(name, attributes);
        expect(await errorOf({ name, shapes, attributes })).toBeLessThan(TOLERANCE);
      });
    });

    test("layers of several maps, some of them enlarged", async () => {
      await check(
        layers(dimensions),
        async (attributes) => {
          const error = await errorOf({ name: "layer", shapes: layerShapes(attributes), attributes });
          expect(error).toBeLessThan(TOLERANCE);
        },
        200,
      );
    });

    test.each(DEPTHWISE)("%s", async (name) => {
      await check(geometry(dimensions, 20), async (given) => {
        const attributes = { ...given, outChannels: given.inChannels };
        const shapes = shapesOf(name, attributes);
        expect(await errorOf({ name, shapes, attributes })).toBeLessThan(TOLERANCE);
      });
    });
  });

  describe.each([2, 3] as const)("channels in blocks of four give in %iD what the plain loops give", (dimensions) => {
    const blocked = geometry(dimensions, 4).map(({ inChannels, outChannels, ...rest }) => ({
      ...rest,
      inChannels: 4 * inChannels,
      outChannels: 4 * outChannels,
    }));

    test.each(DENSE)("%s", async (name) => {
      await check(blocked, async (attributes) => {
        const shapes = shapesOf(name, attributes);
        expect(await errorOf({ name, shapes, attributes })).toBeLessThan(TOLERANCE);
      });
    });

    test.each(DEPTHWISE)("%s", async (name) => {
      await check(blocked, async (given) => {
        const attributes = { ...given, outChannels: given.inChannels };
        const shapes = shapesOf(name, attributes);
        expect(await errorOf({ name, shapes, attributes })).toBeLessThan(TOLERANCE);
      });
    });
  });

  describe("Winograd's convolutions are those of the plain loops", () => {
    /** Odd sizes, dilated, in 2D and 3D, with channels that do and do not fill a vector of 4 or a block of 8. */
    const large = fc
      .record({
        batch: fc.integer({ min: 1, max: 2 }),
        depth: fc.integer({ min: 1, max: 5 }),
        extents: fc.tuple(fc.integer({ min: 8, max: 11 }), fc.integer({ min: 8, max: 11 })),
        dilation: fc.integer({ min: 1, max: 3 }),
        is3D: fc.boolean(),
        padding: fc.constantFrom("same" as const, "valid" as const),
        channels: fc.tuple(fc.constantFrom(7, 8, 11, 12, 18), fc.constantFrom(7, 9, 11, 12, 18)),
      })
      .map(({ batch, depth, extents: [h, w], dilation, is3D, padding, channels: [inChannels, outChannels] }) => {
        const map: MapShape = [
          batch,
          is3D ? depth + 2 : 1,
          h * dilation + 2 * dilation,
          w * dilation + 2 * dilation,
          inChannels,
        ];
        return convGeometry(
          map,
          { size: [is3D ? 3 : 1, 3, 3], stride: [1, 1, 1], dilation: [1, dilation, dilation], padding },
          outChannels,
        );
      });

    test.each(DENSE)("%s", async (name) => {
      await check(
        large,
        async (attributes) => {
          expect(isWinograd(attributes)).toBe(true);
          const shapes = shapesOf(name, attributes);
          expect(await errorOf({ name, shapes, attributes })).toBeLessThan(TOLERANCE);
        },
        12,
      );
    });
  });

  const shape = (largest: number): fc.Arbitrary<MapShape> =>
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), extents(largest, 3), fc.integer({ min: 1, max: 21 }))
      .map(([batch, [d, h, w], channels]) => [batch, d, h, w, channels] as const);
  const activation = fc.constantFrom("relu", "relu6", "elu", "leakyRelu", "softplus", "tanh", "sigmoid", "identity");
  const per = fc.constantFrom("batch" as const, "instance" as const);

  describe("normalisation and activation are those of the plain loops", () => {
    /** Few pixels make the variance of a channel vanish, and rounding then decides; values are kept off the kinks of the activations. */
    const large = shape(6).filter(([, d, h, w]) => d * h * w >= 8);

    test("norm and its gradient", async () => {
      await check(
        fc.record({
          shape: large,
          per,
          activation: fc.constantFrom("relu", "leakyRelu", "elu", "identity", "sigmoid", "softplus", "tanh"),
        }),
        async (attributes) => {
          const channels = [attributes.shape[4]];
          const statistics = [channels[0]! * (attributes.per === "batch" ? 1 : attributes.shape[0])];
          expect(
            await errorOf({ name: "norm", shapes: [attributes.shape, channels, channels], attributes }),
          ).toBeLessThan(TOLERANCE);
          const positive = (values: Float32Array, input: number) =>
            input === 5 ? values.map((value) => 0.5 + Math.abs(value)) : values;
          const shapes = [attributes.shape, attributes.shape, channels, channels, statistics, statistics];
          expect(await errorOf({ name: "normGradient", shapes, attributes }, positive)).toBeLessThan(TOLERANCE);
        },
      );
    });

    test("affine and its gradient", async () => {
      await check(fc.record({ shape: shape(6), activation }), async (attributes) => {
        const channels = [attributes.shape[4]];
        expect(
          await errorOf({ name: "affine", shapes: [attributes.shape, channels, channels], attributes }),
        ).toBeLessThan(TOLERANCE);
        expect(
          await errorOf({
            name: "affineGradient",
            shapes: [attributes.shape, attributes.shape, channels, channels],
            attributes,
          }),
        ).toBeLessThan(TOLERANCE);
      });
    });
  });

  describe("windows and joins are those of the plain loops", () => {
    const scaling = fc
      .record({ coarse: shape(4), factor: extents(3, 3), rest: extents(2, 3) })
      .map(({ coarse, factor, rest }) => {
        const along = (axis: 0 | 1 | 2, more: number) => coarse[axis + 1]! * factor[axis] + more;
        const fineOf = (more: (axis: 0 | 1 | 2) => number): MapShape => [
          coarse[0],
          along(0, more(0)),
          along(1, more(1)),
          along(2, more(2)),
          coarse[4],
        ];
        return {
          pooled: { coarse, factor, fine: fineOf((axis) => Math.min(rest[axis], factor[axis]) - 1) },
          enlarged: { coarse, factor, fine: fineOf(() => 0) },
        };
      });

    test("pooling and up-sampling", async () => {
      await check(scaling, async ({ pooled, enlarged }) => {
        const error = (
          name:
            | "maxPool"
            | "averagePool"
            | "averagePoolGradient"
            | "bilinear"
            | "bilinearGradient"
            | "nearest"
            | "nearestGradient",
          shapes: readonly MapShape[],
          attributes: KernelAttributes["maxPool"],
        ) => errorOf({ name, shapes, attributes });
        expect(await error("maxPool", [pooled.fine], pooled)).toBe(0);
        expect(await error("averagePool", [pooled.fine], pooled)).toBeLessThan(TOLERANCE);
        expect(await error("averagePoolGradient", [pooled.coarse], pooled)).toBeLessThan(TOLERANCE);
        expect(await error("bilinear", [enlarged.coarse], enlarged)).toBeLessThan(TOLERANCE);
        expect(await error("bilinearGradient", [enlarged.fine], enlarged)).toBeLessThan(TOLERANCE);
        expect(await error("nearest", [enlarged.coarse], enlarged)).toBe(0);
        expect(await error("nearestGradient", [enlarged.fine], enlarged)).toBeLessThan(TOLERANCE);
      });
    });

    test("the slope of a maximum goes to the first of equal values", async () => {
      const attributes = { fine: [1, 1, 2, 2, 4], coarse: [1, 1, 1, 1, 4], factor: [1, 2, 2] } as const;
      const [x, y, dy] = [
        tensor(new Float32Array(16).fill(3), [1, 1, 2, 2, 4]),
        tensor(new Float32Array(4).fill(3), [1, 1, 1, 1, 4]),
        tensor([1, 2, 3, 4], [1, 1, 1, 1, 4]),
      ];
      const [dx] = runKernel("maxPoolGradient", [x, y, dy], attributes);
      expect([...(await dx!.data())]).toEqual([1, 2, 3, 4, ...Array<number>(12).fill(0)]);
      dispose([x, y, dy, dx!]);
    });

    test("join and part", async () => {
      await check(
        fc.record({
          one: shape(6),
          more: extents(3, 3),
          channels: fc.integer({ min: 1, max: 9 }),
          isSum: fc.boolean(),
        }),
        async ({ one, more, channels, isSum }) => {
          const other: MapShape = [one[0], one[1] + more[0] - 1, one[2] + more[1] - 1, one[3] + more[2] - 1, channels];
          const total = isSum ? Math.max(one[4], channels) : one[4] + channels;
          const output: MapShape = [one[0], one[1], one[2], one[3], total];
          const offset = isSum ? 0 : one[4];
          expect(
            await errorOf({
              name: "join",
              shapes: [one, other],
              attributes: { shapes: [one, other], offsets: [0, offset], output },
            }),
          ).toBeLessThan(TOLERANCE);
          expect(await errorOf({ name: "part", shapes: [output], attributes: { shape: other, offset, output } })).toBe(
            0,
          );
        },
      );
    });
  });

  test("fields and their gradients are those of the plain loops", async () => {
    const half = fc.integer({ min: 0, max: 2 });
    const sizes = fc.record({
      voxels: fc.tuple(fc.integer({ min: 1, max: 2 }), extents(9, 3)),
      classes: fc.integer({ min: 2, max: 5 }),
      imageChannels: fc.integer({ min: 1, max: 2 }),
      window: fc.tuple(fc.integer({ min: 0, max: 1 }), half, half),
      sides: fc.constantFrom<Extents>([1, 1, 1], [4, 1, 1], [1, 2.5, 1]),
      alpha: fc.constantFrom(1.5, 8),
      beta: fc.constantFrom(0.5, 1.5),
      gamma: fc.constantFrom(1, 2),
    });
    await check(sizes, async ({ voxels: [batch, space], classes, ...rest }) => {
      const map: MapShape = [batch, ...space, classes];
      const attributes = { ...rest, shape: map };
      const voxels = product([batch, ...space]);
      const image = [batch, ...space, rest.imageChannels];
      const isAlone = product(space) === 1 || rest.window.every((half, axis) => half === 0 || space[axis] === 1);
      if (!isAlone) expect(await errorOf({ name: "fieldRates", shapes: [image], attributes })).toBeLessThan(TOLERANCE);
      const shapes = [map, map, image, [2, voxels], [classes], [classes], [1, 1, 1, classes, classes]];
      expect(await errorOf({ name: "fieldStep", shapes, attributes })).toBeLessThan(TOLERANCE);
      expect(await errorOf({ name: "fieldStepGradient", shapes, attributes })).toBeLessThan(2 * TOLERANCE);
    });
  });

  describe("losses and updates are those of the plain loops", () => {
    const labelled = (classes: number) => (values: Float32Array, input: number) => {
      if (input === 1)
        return values.map((value, index) => (index % 7 === 3 ? 255 : Math.abs(Math.round(value * 10)) % classes));
      return input === 2 ? values.map(Math.abs) : values.map((value) => 3 * value);
    };

    test("cross-entropy and softmax", async () => {
      await check(
        fc.record({ voxels: fc.integer({ min: 4, max: 60 }), classes: fc.integer({ min: 2, max: 9 }) }),
        async (attributes) => {
          const { voxels, classes } = attributes;
          expect(
            await errorOf(
              { name: "crossEntropy", shapes: [[voxels, classes], [voxels], [voxels]], attributes },
              labelled(classes),
            ),
          ).toBeLessThan(TOLERANCE);
          expect(await errorOf({ name: "softmax", shapes: [[voxels, classes]], attributes })).toBeLessThan(TOLERANCE);
          const numbers = { ...attributes, diceShare: 0.8, gamma: 0.3 };
          expect(
            await errorOf(
              { name: "exponentialLogarithmic", shapes: [[voxels, classes], [voxels], [classes]], attributes: numbers },
              labelled(classes),
            ),
          ).toBeLessThan(5 * TOLERANCE);
        },
      );
    });

    test("sums of classes, formulas of them, and the way back through the softmax", async () => {
      const sizes = fc.record({
        voxels: fc.integer({ min: 4, max: 60 }),
        classes: fc.constantFrom(2, 3, 7, 11),
        isWeighted: fc.boolean(),
        formula: fc.constantFrom(diceLossFormula, ...formulas),
      });
      await check(sizes, async ({ isWeighted, formula, ...attributes }) => {
        const { voxels, classes } = attributes;
        const weights = isWeighted ? [[voxels]] : [];
        expect(
          await errorOf(
            { name: "classSums", shapes: [[voxels, classes], [voxels], ...weights], attributes },
            labelled(classes),
          ),
        ).toBeLessThan(TOLERANCE);
        const slopes = [2, classes];
        expect(
          await errorOf(
            { name: "throughSoftmax", shapes: [[voxels, classes], [voxels], slopes, ...weights], attributes },
            (values, input) => (input === 1 ? labelled(classes)(values, input) : values),
          ),
        ).toBeLessThan(TOLERANCE);
        const positive = (values: Float32Array) => values.map((value) => 0.5 + Math.abs(value));
        expect(
          await errorOf({ name: "formula", shapes: [[3, classes]], attributes: { classes, formula } }, positive),
        ).toBeLessThan(TOLERANCE);
      });
    });

    test("flat weights are cut up and put together again", async () => {
      await check(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }), async (sizes) => {
        const [shapes, count] = [sizes.map((size) => [size]), sizes.reduce((sum, size) => sum + size, 0)];
        expect(await errorOf({ name: "split", shapes: [[count]], attributes: { shapes } })).toBe(0);
        expect(await errorOf({ name: "flatten", shapes, attributes: { count } })).toBe(0);
      });
    });

    test("losses where nothing is labelled", async () => {
      const attributes = { voxels: 9, classes: 3, diceShare: 0.8, gamma: 0.3 };
      const unlabelled = (values: Float32Array, input: number) =>
        input === 1 ? values.fill(255) : values.map(Math.abs);
      expect(await errorOf({ name: "crossEntropy", shapes: [[9, 3], [9], [9]], attributes }, unlabelled)).toBeLessThan(
        TOLERANCE,
      );
      expect(
        await errorOf({ name: "exponentialLogarithmic", shapes: [[9, 3], [9], [3]], attributes }, unlabelled),
      ).toBeLessThan(TOLERANCE);
    });

    test("penalties and spatial dropout", async () => {
      await check(fc.integer({ min: 1, max: 70 }), async (count) => {
        const withZeros = (values: Float32Array) => values.map((value, index) => (index % 5 === 1 ? 0 : value));
        expect(
          await errorOf({ name: "penalty", shapes: [[count]], attributes: { count, l1: 0.1, l2: 0.2 } }, withZeros),
        ).toBeLessThan(TOLERANCE);
      });
      await check(shape(6), async (given) => {
        expect(
          await errorOf({ name: "scaleChannels", shapes: [given, [given[0], given[4]]], attributes: { shape: given } }),
        ).toBeLessThan(TOLERANCE);
      });
    });

    test.each([0, 0.5])("updates in place, gradient norm limited to %d", async (clipNorm) => {
      await check(fc.integer({ min: 1, max: 50 }), async (count) => {
        const numbers = {
          learningRate: 0.1,
          beta1: 0.9,
          beta2: 0.99,
          epsilon: 1e-4,
          clipNorm,
          meanFactor: 1.5,
          gradientFactor: 0.3,
          squareFactor: 2,
        };
        const shapes = [[count], [count], [count], [count]];
        expect(
          await errorOf({ name: "adam", shapes, attributes: numbers }, (values, input) =>
            input === 3 ? values.map(Math.abs) : values,
          ),
        ).toBeLessThan(TOLERANCE);
        expect(
          await errorOf({
            name: "momentum",
            shapes: shapes.slice(1),
            attributes: { learningRate: 0.1, momentum: 0.9, clipNorm, isNesterov: count % 2 === 0 },
          }),
        ).toBeLessThan(TOLERANCE);
      });
      expect(await errorOf({ name: "blend", shapes: [[13], [13]], attributes: { share: 0.1 } })).toBeLessThan(
        TOLERANCE,
      );
    });
  });

  test("NaN is never turned into a number", async () => {
    for (const activation of [
      "relu",
      "relu6",
      "elu",
      "leakyRelu",
      "softplus",
      "tanh",
      "sigmoid",
      "identity",
    ] as const) {
      const attributes = { shape: [1, 1, 1, 4, 4] as const, activation };
      const result = tidy(
        () =>
          runKernel(
            "affine",
            [tensor(new Float32Array(16).fill(NaN), [1, 1, 1, 4, 4]), tensor([1, 1, 1, 1]), tensor([0, 0, 0, 0])],
            attributes,
          )[0]!,
      );
      expect([activation, [...(await result.data())].every(Number.isNaN)]).toEqual([activation, true]);
      result.dispose();
    }
  });

  test("no tensor is left after all of this", () => {
    expect(memory().numTensors).toBe(0);
    if (getBackend() === "simd") expect(simdBackend().heap.used).toBe(0);
  });
});
