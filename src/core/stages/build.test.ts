import { expect, test } from "vitest";
import { catalogParts } from "../../catalog/parts.ts";
import { hybridOn } from "../../catalog/pipelines/hybridOn.ts";
import { expectResumable } from "../../testing/expectResumable.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySearch, toySpec } from "../../testing/toyStudy.ts";
import { analyse, tensorsOf } from "../network/analysis.ts";
import { weightsUnder } from "../network/beginning.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import { bestTrial } from "../study/ranking.ts";
import type { BuildStage } from "./build.ts";
import { keptTrials } from "./keptTrials.ts";
import { createResolver } from "./resolve.ts";

const specOf = (change: Partial<BuildStage> = {}, crf = false) => {
  const stage = { ...hybridOn({ source: { bestOf: 0 }, crf, steps: 20, search: toySearch }), ...change };
  const spec = toySpec({ trials: 3 });
  return { ...spec, stages: [...spec.stages, stage] };
};

const run = (spec = specOf(), through?: number) =>
  runStudy(newStudy(spec), toyParts(toyEvaluator(), arrayLog()), {
    interrupt: createStopper().signal,
    ...(through !== undefined && { through }),
  }).done;

test("a hybrid is built on the best of a search: its slices are that network, its training begins with those weights", async () => {
  const study = await run(specOf({}, true));
  const best = bestTrial(study, { stage: 0 })!;
  const trial = study.trials.at(-1)!;
  expect(trial).toMatchObject({
    status: "finished",
    label: `Hybrid 2D-3D on ${best.label}`,
    architecture: { kind: "built", trial: best.id },
  });
  const resolver = createResolver(catalogParts);
  const [source, built] = [best, trial].map(({ stage, architecture }) => resolver.resolve(study, stage, architecture));
  if (!("network" in source!) || !("network" in built!)) throw new Error("Both are legal.");
  const { recipe, network } = built;
  expect(recipe.phases!.map(({ name, from }) => [name, from])).toEqual([
    ["3D on it", { trial: best.label, paths: { "": "slices" } }],
    ["CRF added", undefined],
    ["end to end", undefined],
  ]);
  expect([recipe.steps, recipe.patch]).toEqual([20, [5, 64, 64]]);
  // Every tensor of the 2D network has its place in the hybrid, under its path and by its shape.
  const weights = tensorsOf(analyse(source.network, { spatial: [64, 64], channels: 1 })).map((tensor) => ({
    ...tensor,
    values: new Float32Array(tensor.shape.reduce((product, extent) => product * extent, 1)),
  }));
  const analysis = analyse(network, { spatial: recipe.patch, channels: 1 });
  const taken = weightsUnder(analysis, weights, recipe.phases![0]!.from!);
  expect([...taken.keys()].toSorted()).toEqual(weights.map(({ name }) => `slices/${name}`).toSorted());
  expect(
    tensorsOf(analysis)
      .filter(({ name }) => !taken.has(name))
      .every(({ name }) => /^(volume|crf)\//.test(name)),
  ).toBe(true);
});

test("it can be built on any trial that was trained to its end, whose weights are kept for it", async () => {
  const searched = await run(specOf(), 0);
  const worst = [...searched.trials].toSorted((a, b) => a.id - b.id)[0]!;
  const spec = specOf({ source: { trial: worst.id }, times: 2 });
  expect(keptTrials({ ...searched, spec })).toContain(worst.id);
  const study = await run(spec);
  const built = study.trials.filter(({ architecture }) => architecture.kind === "built");
  expect(built.map(({ label }) => label)).toEqual([
    `Hybrid 2D-3D on ${worst.label}`,
    `Hybrid 2D-3D on ${worst.label} 2`,
  ]);
});

test("a network without features as large as its scores is refused by what would do", () => {
  const task = { channels: 1, classes: 2, patch: [5, 64, 64] } as const;
  const pspnet = catalogParts.decodeNetwork({ id: "pspnet", options: {} }, { ...task, patch: [1, 64, 64] });
  if (!("network" in pspnet)) throw new Error("It is legal.");
  const on = (feed: string) =>
    catalogParts.decodeNetwork({ id: "hybrid", options: { feed } }, { ...task, part: pspnet.network });
  expect(on("features")).toMatchObject({
    illegal: { because: expect.stringMatching(/feed=predictions works/) as string },
  });
  expect(on("predictions")).toHaveProperty("network");
});

test("a study that builds goes on from wherever it was killed as if nothing had happened", () =>
  expectResumable(specOf(), 20));
