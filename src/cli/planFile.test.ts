import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { usualSearch } from "../catalog/pipelines/usualSearch.ts";
import { defaultRecipe } from "../catalog/recipes/index.ts";
import { presetOf } from "../catalog/spaces/index.ts";
import { STUDY_VERSION } from "../core/study/spec.ts";
import { readPlan } from "./planFile.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "cristae-plan-"))));
afterAll(() => rm(folder, { recursive: true }));

const search = usualSearch({ space: presetOf("module-tree", "tiny"), recipe: defaultRecipe, memoryCap: 1e9 });
const plan = { version: STUDY_VERSION, seed: 7, stages: [search] };

async function fileOf(content: string): Promise<string> {
  const file = join(folder, "plan.json");
  await writeFile(file, content);
  return file;
}

test("a plan is read, with flags for data, seed and machine beside it", async () => {
  expect(
    await readPlan(await fileOf(JSON.stringify(plan)), { given: ["--image", "--labels", "--seed", "--workers"] }),
  ).toEqual(plan);
});

test("flags that plan the search too are refused by name", async () => {
  const file = await fileOf(JSON.stringify(plan));
  await expect(readPlan(file, { given: ["--image", "--steps", "--space"] })).rejects.toThrow(
    /plan\.json plans the search, and --steps, --space would plan it too\. Change it in the file/,
  );
});

test("a baseline of an ONNX file may stand beside a plan, which cannot hold its file; one of the catalog may not", async () => {
  const file = await fileOf(JSON.stringify(plan));
  expect(await readPlan(file, { given: ["--baseline"], baseline: ["zoo.onnx"] })).toEqual(plan);
  const refused = readPlan(file, { given: ["--baseline"], baseline: ["zoo.onnx", "unet"] });
  await expect(refused).rejects.toThrow(/--baseline would plan it too/);
  const zoo = { name: "zoo", sha256: "0".repeat(64), normalisation: "own", scale: { mean: 0, deviation: 1 } };
  const naming = await fileOf(JSON.stringify({ ...plan, stages: [{ ...search, onnxBaselines: [zoo] }] }));
  await expect(readPlan(naming, {})).rejects.toThrow(
    /This plan scores ONNX files \(zoo\), which it does not hold.*--baseline/,
  );
});

test("a file that is no JSON, or names what is not there, is refused with its reason", async () => {
  await expect(readPlan(await fileOf("{"), {})).rejects.toThrow(/plan\.json is not JSON: /);
  const unknown = { ...plan, stages: [{ ...search, objective: { metric: "luck", goal: "maximise" } }] };
  await expect(readPlan(await fileOf(JSON.stringify(unknown)), {})).rejects.toThrow(/^Stage 1: No objective "luck"/);
});
