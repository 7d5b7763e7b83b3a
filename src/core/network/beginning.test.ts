import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { meanOf, varianceOf } from "../statistics.ts";
import { analyse, tensorsOf } from "./analysis.ts";
import { withNoise } from "./beginning.ts";
import { createNetworkBuilder } from "./builder.ts";

test("noise on weights is so many deviations of each tensor, and leaves running statistics alone", () => {
  const { conv, norm, finish } = createNetworkBuilder({ channels: 16, classes: 2, patch: [1, 8, 8] });
  const network = finish(norm("norm", conv("wide", { kernels: 16, size: 3 }, "input")));
  const analysis = analyse(network, { spatial: [8, 8], channels: 16 });
  const random = createRandom("weights");
  const sizeOf = (shape: readonly number[]) => shape.reduce((product, extent) => product * extent, 1);
  const weights = new Map(
    tensorsOf(analysis).map(({ name, shape }) => [
      name,
      Float32Array.from({ length: sizeOf(shape) }, () => 3 * random.normal()),
    ]),
  );
  const noisy = withNoise(analysis, weights, 0.5, createRandom("noise"));
  const kernel = [...weights.keys()].find((name) => weights.get(name)!.length > 2000)!;
  const added = [...noisy.get(kernel)!].map((value, at) => value - weights.get(kernel)![at]!);
  expect(Math.abs(meanOf(added))).toBeLessThan(0.15);
  expect(Math.sqrt(varianceOf(added))).toBeCloseTo(1.5, 0);
  const still = analysis.nodes.flatMap(({ weights: specs }) => specs.filter(({ trainable }) => !trainable)).length;
  const same = [...weights].filter(([name, values]) => noisy.get(name) === values).length;
  expect(same).toBe(still);
  expect(withNoise(analysis, weights, 0.5, createRandom("noise"))).toEqual(noisy);
  expect([...withNoise(analysis, weights, 0, createRandom("noise")).get(kernel)!]).toEqual([...weights.get(kernel)!]);
});
