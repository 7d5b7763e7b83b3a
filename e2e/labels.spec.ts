import { expect, test } from "@playwright/test";
import { mkdtemp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encodeNpy } from "../src/catalog/exports/npy.ts";
import { encodeNifti } from "../src/catalog/exports/nifti.ts";
import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import { cristae } from "./cristae.ts";
import { discStack } from "./discStack.ts";

const { image, classes, shape } = discStack();
let folder = "";

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cristae-labels-"));
  await writeFile(at("image.tif"), image);
});

const at = (name: string) => join(folder, name);

/** Labels of which each voxel is a function of whether it lies in the disc. */
async function labels(name: string, of: (isInside: boolean, index: number) => number): Promise<string> {
  await writeFile(
    at(name),
    encodeTiff({ shape, data: Uint16Array.from(classes, (value, index) => of(value > 0, index)), voxelSizeNm: null }),
  );
  return at(name);
}

const train = (truth: string, ...more: readonly string[]) =>
  cristae(
    "train",
    "--image",
    at("image.tif"),
    "--labels",
    truth,
    "--device",
    "simd",
    "--steps",
    "4",
    "--patch",
    "32",
    "--set",
    "base=4",
    "--set",
    "depth=1",
    "--json",
    ...more,
  );
const evaluate = (truth: string, mask: string, ...more: readonly string[]) =>
  cristae("evaluate", "--labels", truth, "--prediction", mask, "--json", ...more);

test("labels of any values score 1 against themselves, and others only by their values", async () => {
  const truth = await labels("seven.tif", (isInside) => (isInside ? 512 : 0));
  expect((await evaluate(truth, truth)).lines[0]).toMatchObject({ meanIou: 1, values: [0, 512] });
  const other = await labels("one.tif", (isInside) => (isInside ? 1 : 0));
  expect(await evaluate(truth, other)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/The labels have 0, 512, the prediction has 0, 1/),
  });
  expect((await evaluate(truth, other, "--match", "1=512")).lines[0]).toMatchObject({ meanIou: 1 });
  const partly = await labels("partly.tif", (isInside, index) => (index % 7 === 0 ? 3 : isInside ? 512 : 0));
  expect((await evaluate(partly, partly, "--ignore", "3,0")).lines[0]).toMatchObject({ meanIou: 1, values: [512] });
});

test("a correction is mapped slice by slice, as far as it was corrected and by its mode", async () => {
  const corrected = await labels("corrected.tif", (isInside) => (isInside ? 255 : 0));
  const side = shape[2];
  const raw = await labels("raw.tif", (isInside, index) => (isInside && index % side < 24 ? 255 : 0));
  const map = (...more: readonly string[]) =>
    cristae("correct", "--raw", raw, "--corrected", corrected, "--maps", at("maps"), "--json", ...more);
  const { lines } = await map("--slices", "2:5");
  expect(lines[0]).toMatchObject({
    type: "correction",
    mode: "negative",
    scale: 100,
    invented: 0,
    voxels: 3 * side ** 2,
  });
  expect(Number(lines[0]!.missed)).toBeGreaterThan(200);
  expect((await cristae("info", at("maps/error.tif"), "--json")).lines[0]).toMatchObject({
    shape: [3, side, side],
    dtype: "float32",
  });
  expect((await map()).stderr).toContain("replace it with --force");
  const swapped = await map("--force", "--mode", "positive");
  expect(swapped.lines[0]).toMatchObject({ mode: "positive", voxels: 6 * side ** 2 });
});

test("class scores are refined by what looks alike: a speck in a grey ground goes, the disc stays", async () => {
  const [depth, height, width] = shape;
  const probabilities = new Float32Array(classes.length * 2);
  classes.forEach((value, at) => {
    const isSpeck = at === 5 * width + 5;
    const disc = isSpeck ? 0.6 : value > 0 ? 0.8 : 0.2;
    probabilities.set([1 - disc, disc], 2 * at);
  });
  await writeFile(at("scores.npy"), encodeNpy(probabilities, [depth, height, width, 2]));
  const refine = (...more: readonly string[]) =>
    cristae("refine", at("scores.npy"), "--image", at("image.tif"), "--json", ...more);
  const { lines } = await refine("--set", "window=0,2,2", "--out", at("refined.tif"));
  expect(lines[0]).toMatchObject({ type: "refined", shape, classes: 2, window: [0, 2, 2], steps: 10 });
  const truth = await labels("disc.tif", (isInside) => (isInside ? 1 : 0));
  expect((await evaluate(truth, at("refined.tif"))).lines[0]!.meanIou).toBeGreaterThan(0.97);
  await refine("--probabilities", "--out", at("again.npy"));
  expect((await cristae("info", at("again.npy"), "--json")).lines[0]).toMatchObject({
    shape: [depth, height, width, 2],
    dtype: "float32",
  });
  expect(await refine("--logits", "--set", "beat=1", "--out", at("never.tif"))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean "beta"?'),
  });
  await writeFile(
    at("logits.npy"),
    encodeNpy(
      probabilities.map((value) => value * 9 - 4),
      [depth, height, width, 2],
    ),
  );
  expect(await cristae("refine", at("logits.npy"), "--image", at("image.tif"), "--out", at("never.tif"))).toMatchObject(
    {
      code: 2,
      stderr: expect.stringContaining("add --logits"),
    },
  );
});

test("what was not annotated is told, what cannot be learnt is refused", async () => {
  const truth = await labels("left_out.tif", (isInside, index) => (index % 3 === 0 ? 65535 : isInside ? 1 : 0));
  expect((await train(truth)).stderr).toContain(
    "Value 65535 (4608 voxels) is read as unlabelled. Such voxels are left out of training and of every score. Name others, or none, with --unlabelled.",
  );
  expect((await train(truth, "--unlabelled", "none")).stderr).not.toContain("unlabelled");
  expect(await train(await labels("constant.tif", () => 4))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Every labelled voxel is of one class, "background" (value 4)'),
  });
});

test("a mask holds the values of the labels, says what they are, and lies where its image does", async () => {
  const truth = await labels("labels.tif", (isInside) => (isInside ? 7 : 0));
  const study = at("study.cristae.zip");
  await train(truth, "--out", study);
  const voxels = Uint8Array.from(classes, (value, index) => value / 3 + (index % 50));
  await writeFile(
    at("placed.nii.gz"),
    gzipSync(
      encodeNifti({
        shape,
        data: voxels,
        voxelSizeNm: null,
        geometry: {
          directions: [
            [0, 0, 2],
            [0, -0.4, 0],
            [-0.4, 0, 0],
          ],
          origin: [1, 2, 3],
          unitNm: 1e6,
          space: "right-anterior-superior",
        },
      }),
    ),
  );
  await cristae(
    "predict",
    study,
    "--image",
    at("placed.nii.gz"),
    "--out",
    at("mask.nii"),
    "--slices",
    "2:4",
    "--device",
    "simd",
  );
  const { openSource } = await import("../src/catalog/formats/index.ts");
  const { memorySource } = await import("../src/catalog/formats/reading/sources.ts");
  const { readFile } = await import("node:fs/promises");
  const [mask] = await openSource(memorySource("mask.nii", new Uint8Array(await readFile(at("mask.nii")))));
  expect(mask!.maskClasses!.map(({ value, values }) => [value, values])).toEqual([
    [0, [0]],
    [7, [7]],
  ]);
  expect([
    mask!.geometry!.origin,
    mask!.geometry!.unitNm,
    mask!.geometry!.directions.map((step) => step.map((each) => Math.round(each * 10) / 10)),
  ]).toEqual([
    [1, 2, 7],
    1e6,
    [
      [0, 0, 2],
      [0, -0.4, 0],
      [-0.4, 0, 0],
    ],
  ]);
  await cristae("predict", study, "--image", at("image.tif"), "--out", at("original.tif"), "--device", "simd");
  await cristae(
    "predict",
    study,
    "--image",
    at("image.tif"),
    "--out",
    at("index.nrrd"),
    "--values",
    "index",
    "--device",
    "simd",
  );
  const [byValue, byTable] = [await evaluate(truth, at("original.tif")), await evaluate(truth, at("index.nrrd"))];
  expect(byValue.lines[0]).toMatchObject({ values: [0, 7] });
  expect(byTable.lines[0]).toEqual(byValue.lines[0]);
});

test("a folder is read without what systems leave in it; a slice of another kind is named", async () => {
  await mkdir(at("slices"));
  const slice = (value: number, side = 8) =>
    encodeTiff({ shape: [1, side, side], data: new Uint8Array(side * side).fill(value), voxelSizeNm: null });
  for (let z = 0; z < 6; z++) {
    await writeFile(at(`slices/${z}.tif`), slice(z));
    await writeFile(at(`slices/._${z}.tif`), Buffer.from([0, 5, 22, 7]));
  }
  expect((await cristae("info", at("slices"), "--json")).lines[0]).toMatchObject({
    shape: [6, 8, 8],
    max: 5,
    warnings: [],
  });
  await writeFile(at("slices/overview.tif"), slice(9, 16));
  expect((await cristae("info", at("slices"), "--json")).lines[0]).toMatchObject({
    shape: [6, 8, 8],
    warnings: [expect.stringMatching(/^6 of 7 files read; overview\.tif is 16 × 16, uint8 and was left out/)],
  });
  await writeFile(
    at("slices/3.tif"),
    encodeTiff({ shape: [1, 8, 8], data: new Uint16Array(64).fill(900), voxelSizeNm: null }),
  );
  expect(await cristae("info", at("slices"))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/3\.tif is 8 × 8, uint16/),
  });
});
