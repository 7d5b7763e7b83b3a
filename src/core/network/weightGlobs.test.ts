import { expect, test } from "vitest";
import unet from "../../catalog/networks/unet.ts";
import { initialValues } from "../options.ts";
import { analyse } from "./analysis.ts";
import { isFrozen } from "./learning.ts";
import { weightPathsOf } from "./weightGlobs.ts";

const decoded = unet.decode(
  { ...initialValues(unet.options), base: 4, depth: 2 },
  { channels: 1, classes: 2, patch: [1, 32, 32] },
);
if ("illegal" in decoded) throw new Error(decoded.illegal.because);
const analysis = analyse(decoded.network, { spatial: [32, 32], channels: 1 });
const named = (...patterns: string[]) => weightPathsOf(analysis, patterns);

test("** names all that is below, * one name, and a path what is below it too", () => {
  const encoder = named("encoder/**");
  expect(encoder.length).toBeGreaterThanOrEqual(4);
  expect(encoder.every((path) => path.startsWith("encoder/"))).toBe(true);
  expect(named("encoder")).toEqual(encoder);
  expect(named("encoder/block*/conv0")).toEqual(encoder.filter((path) => path.includes("/conv0")));
  expect(named("**/conv0").some((path) => path.startsWith("decoder/"))).toBe(true);
  expect(named("predictor", "predictor")).toEqual(["predictor"]);
});

test("what is named is frozen, and nothing beside it", () => {
  const frozen = named("encoder/**");
  const learning = { outputs: ["main"], frozen };
  for (const path of named("**")) expect(isFrozen(learning, path)).toBe(path.startsWith("encoder/"));
});

test("says what there is where a pattern names nothing; other signs stand for themselves", () => {
  expect(() => named("encode/**")).toThrow(
    'No weights of this network are called "encode/**"; they are encoder, bottleneck, decoder, predictor, each with what is below it.',
  );
  expect(() => named("encoder.block0")).toThrow("No weights");
});
