import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import { samples } from "../src/catalog/samples/index.ts";
import { cristae, SMALL_TRAINING } from "./cristae.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-round-"));
const at = (name: string) => join(folder, name);
const [study, image, truth] = [at("study.cristae.zip"), at("image.tif"), at("labels.tif")];
const data = ["--image", image, "--labels", truth, "--train", "0:12", "--val", "12:15", "--test", "15:18"];

test.beforeAll(async () => {
  const { volume, labels } = samples.get("membranes").create();
  writeFileSync(image, encodeTiff(volume));
  writeFileSync(truth, encodeTiff({ ...volume, data: labels.data }));
  const training = ["--trials", "3", "--steps", "20", "--evaluate-every", "10", ...SMALL_TRAINING];
  const { code, stderr } = await cristae("search", ...data, ...training, "--seed", "4", "--out", study);
  expect(stderr).not.toContain("Error");
  expect(code).toBe(0);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const predict = (source: string, out: string) =>
  cristae("predict", source, "--image", image, "--out", out, "--device", "simd", "--force");

async function scoresOf(mask: string): Promise<unknown> {
  const { lines, stderr } = await cristae("evaluate", "--labels", truth, "--prediction", mask, "--json");
  expect(lines, stderr).toHaveLength(1);
  return lines[0];
}

test("a mask is read back alike from every file that it is written to", async () => {
  await predict(study, at("mask.tif"));
  const wanted = await scoresOf(at("mask.tif"));
  const { shape } = samples.get("membranes").create().volume;
  for (const ending of ["h5", "mrc", "npy"]) {
    const mask = at(`mask.${ending}`);
    expect((await predict(study, mask)).code).toBe(0);
    const { lines, stderr } = await cristae("info", mask, "--json");
    expect(lines[0], stderr).toMatchObject({ type: "info", shape: [...shape] });
    expect(await scoresOf(mask)).toEqual(wanted);
  }
});

test("an exported network predicts the mask that its study predicts", async () => {
  const file = at("best.onnx");
  const exported = await cristae("export", study, "--format", "onnx", "--licence", "MIT", "--out", file);
  expect(exported.code, exported.stderr).toBe(0);
  await predict(study, at("own.npy"));
  const { code, stderr } = await predict(file, at("onnx.npy"));
  expect(code, stderr).toBe(0);
  const [own, found] = [readFileSync(at("own.npy")), readFileSync(at("onnx.npy"))];
  expect(found).toHaveLength(own.length);
  const different = own.reduce((count, value, index) => count + (value === found[index] ? 0 : 1), 0);
  // Rounding may turn a voxel whose two best classes are even.
  expect(different).toBeLessThan(own.length / 10_000);
});

test("a plan of a study proposes what the study did; baselines of ONNX files stay with it, aloud", async () => {
  const genotypes = async (of: string) => {
    const { stdout } = await cristae("show", of, "--csv");
    const [head, ...rows] = stdout.trim().split("\r\n");
    expect(head).toMatch(/^trial,status,reason,mean_iou,/);
    expect(head).toContain("genotype");
    return rows.map((row) => /"\{.*\}"/.exec(row)?.[0]);
  };
  const { stdout, stderr } = await cristae("show", study, "--plan");
  expect(stderr).toBe("");
  writeFileSync(at("plan.json"), stdout);
  const again = ["--workers", "1", "--device", "simd", "--json", "--out", at("again.cristae.zip"), "--force"];
  const planned = await cristae("search", at("plan.json"), ...data, ...again);
  expect(planned.code, planned.stderr).toBe(0);
  const found = await genotypes(at("again.cristae.zip"));
  expect(found).toEqual(await genotypes(study));
  expect(found).toHaveLength(3);
  expect(found.every((genotype) => genotype !== undefined)).toBe(true);

  await cristae("export", study, "--format", "onnx", "--licence", "MIT", "--out", at("zoo.onnx"));
  const scored = await cristae("search", at("plan.json"), ...data, ...again, "--baseline", at("zoo.onnx"));
  expect(scored.code, scored.stderr).toBe(0);
  rmSync(at("zoo.onnx"));
  const told = await cristae("show", at("again.cristae.zip"), "--plan");
  expect(told.stderr).toContain("Baselines of ONNX files lie with the study and are left out (zoo)");
  expect(JSON.parse(told.stdout)).toEqual(JSON.parse(stdout));
});
