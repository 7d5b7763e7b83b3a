import { existsSync, readFileSync } from "node:fs";
import { memory, tensor, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { meanField as plainMeanField, type CrfInput, type CrfNumbers } from "../../core/crf/meanField.ts";
import { createRandom } from "../../core/random.ts";
import { describeOn, WITHOUT_ANSWERS } from "../../testing/skipping.ts";
import { openDevice } from "../devices.ts";
import { findTestGpu } from "../../testing/testGpu.ts";
import { meanField } from "./field.ts";
import { softmax } from "./losses.ts";

const hasGpu = await findTestGpu();
const ANSWERS = new URL("../../../../shared/spec/known-answers/crf.json", import.meta.url);

/** As `core/crf/meanField.test.ts` reads them. */
interface Case {
  readonly input: Pick<CrfInput, "voxel"> &
    Pick<CrfNumbers, "window" | "alpha" | "beta" | "gamma" | "steps"> & {
      readonly U: number[][][][];
      readonly image: number[][][];
      readonly ws: number[];
      readonly wb: number[];
      readonly mu: number[][];
    };
  readonly probabilities: number[][][][];
}

const cases = existsSync(ANSWERS)
  ? (JSON.parse(readFileSync(ANSWERS, "utf8")) as { readonly cases: readonly Case[] }).cases
  : [];

/** Probabilities by the layer of the engine, with or without what it keeps for a way back. */
async function refined(input: CrfInput, numbers: CrfNumbers, isTaped: boolean): Promise<Float32Array> {
  const { shape, classes } = input;
  const result = tidy(() =>
    softmax(
      meanField(
        tensor(input.logits, [1, ...shape, classes]),
        tensor(input.image, [1, ...shape, 1]),
        {
          spatial: tensor([...numbers.spatial]),
          bilateral: tensor([...numbers.bilateral]),
          compatibility: tensor([...numbers.compatibility], [1, 1, 1, classes, classes]),
        },
        { ...numbers, voxel: input.voxel, isTaped },
      ),
    ),
  );
  const values = await result.data<"float32">();
  result.dispose();
  return values;
}

const furthest = (found: Float32Array, wanted: ArrayLike<number>): number =>
  found.reduce((most, value, at) => Math.max(most, Math.abs(value - wanted[at]!)), 0);

describeOn(["cpu", "simd", "webgpu"], hasGpu)("a field in a network on %s", (device) => {
  beforeAll(() => openDevice(device));

  test.skipIf(cases.length === 0)("gives the probabilities worked out in float64", WITHOUT_ANSWERS, async () => {
    for (const { input, probabilities } of cases) {
      const { U, image, voxel, ws, wb, mu, ...numbers } = input;
      const found = await refined(
        {
          logits: Float32Array.from(U.flat(3)),
          image: Float32Array.from(image.flat(2)),
          shape: [U.length, U[0]!.length, U[0]![0]!.length],
          classes: U[0]![0]![0]!.length,
          voxel,
        },
        { ...numbers, spatial: ws, bilateral: wb, compatibility: mu.flat() },
        true,
      );
      expect(furthest(found, probabilities.flat(3))).toBeLessThan(5e-6);
    }
  });

  test("computes what `cristae refine` does, whether or not a way back is kept, and leaves no tensor", async () => {
    const random = createRandom("field");
    const values = (length: number) => Float32Array.from({ length }, () => random.normal());
    const input: CrfInput = {
      logits: values(3 * 5 * 11 * 3).map((value) => 2 * value),
      image: values(3 * 5 * 11),
      shape: [3, 5, 11],
      classes: 3,
      voxel: [50, 4, 4],
    };
    const numbers: CrfNumbers = {
      ...{ window: [1, 2, 2], alpha: 8, beta: 0.5, gamma: 1, steps: 5 },
      ...{ spatial: [1, 0.5, 2], bilateral: [1.5, 1, 0.3] },
      compatibility: [-1, 0.2, 0.1, 0.3, -1.2, 0, 0.1, 0, -0.8],
    };
    const before = memory().numTensors;
    const wanted = await plainMeanField(input, numbers);
    expect(furthest(await refined(input, numbers, true), wanted)).toBeLessThan(5e-6);
    expect(furthest(await refined(input, numbers, false), wanted)).toBeLessThan(5e-6);
    expect(memory().numTensors).toBe(before);
  });
});
