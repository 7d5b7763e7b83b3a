import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { currentStage } from "../../core/stages/stages.ts";
import { hasEnded } from "../../core/study/trial.ts";
import { unpackStudy } from "../../storage/studyFile.ts";
import { samples } from "../../catalog/samples/index.ts";

const bytes = new Uint8Array(
  readFileSync(new URL("../../catalog/samples/finished/finished.cristae.zip", import.meta.url)),
);

test("the finished search is whole, its test included, is small, and comes with weights", async () => {
  const { study, damage, files } = await unpackStudy(bytes);
  expect([damage, currentStage(study)]).toEqual([null, null]);
  expect(study.trials.every(hasEnded)).toBe(true);
  expect(study.trials.some(({ test: tested }) => tested !== null)).toBe(true);
  expect(study.trials.filter(({ status }) => status === "finished").length).toBeGreaterThan(5);
  expect(Object.keys(files).filter((name) => name.startsWith("weights/")).length).toBeGreaterThan(3);
  expect(bytes.length).toBeLessThan(2.5e6);
});

test("its data are a sample, which it names, so that it needs none of its own", async () => {
  const { study, files } = await unpackStudy(bytes);
  const source = JSON.parse(new TextDecoder().decode(files["source.json"])) as { readonly sample: string };
  expect(samples.get(source.sample).shape).toEqual(study.spec.task.shape);
  expect(files).not.toHaveProperty("data.bin");
});
