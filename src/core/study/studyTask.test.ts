import { expect, test } from "vitest";
import type { Dataset } from "../image/dataset.ts";
import type { PatchSampling } from "../image/patchSampling.ts";
import { toyRecipe, toySpec } from "../../testing/toyStudy.ts";
import { specOf, trainingVoxels } from "./studyTask.ts";

/** Four slices of 10 × 10, two of them for training, of whose 200 voxels so many are of the second class. */
function dataset(second: number): Dataset {
  const part = (from: number, to: number) => ({ from, to });
  return {
    ...{ id: "toy", name: "toy" },
    volume: { shape: [4, 10, 10], data: new Uint8Array(400), voxelSizeNm: null },
    labels: {
      shape: [4, 10, 10],
      data: Uint8Array.from({ length: 400 }, (_, at) => Number(at < second)),
      classes: toySpec().task.classes,
    },
    split: { axis: "slices", train: part(0, 2), validation: part(2, 3), test: part(3, 4) },
  };
}

const samplingIn = (data: Dataset, patchSampling: PatchSampling) => {
  const [search] = toySpec().stages;
  const stages = [
    { ...search, kind: "search", recipe: { ...toyRecipe, patchSampling } },
    { kind: "retrain", source: { bestOf: 0 }, times: 1, recipe: { steps: 5 } },
  ] as unknown as Parameters<typeof specOf>[1]["stages"];
  return specOf(data, { name: "toy", seed: 0, stages }).stages.map((stage) => "recipe" in stage && stage.recipe);
};

test("a study says how its patches are drawn: by class where a class is rare in the training part, and was not chosen", () => {
  expect(trainingVoxels(specOf(dataset(3), { name: "toy", seed: 0, stages: [] }).task)).toEqual([197, 3]);
  expect(samplingIn(dataset(3), "usual")[0]).toMatchObject({ patchSampling: "classBalanced" });
  expect(samplingIn(dataset(4), "usual")[0]).toMatchObject({ patchSampling: "uniform" });
  expect(samplingIn(dataset(3), "uniform")[0]).toMatchObject({ patchSampling: "uniform" });
});

test("a stage that leaves the choice to another is left as it is", () => {
  expect(samplingIn(dataset(3), "usual")[1]).toEqual({ steps: 5 });
});
