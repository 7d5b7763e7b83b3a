import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import type { Shape3, VoxelArray } from "../src/core/image/volume.ts";
import { decodeBytes } from "../src/testing/decodeBytes.ts";
import { instanceAnswers } from "../src/testing/instanceAnswers.ts";
import { cristae } from "./cristae.ts";

let folder = "";

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cristae-objects-"));
});

const at = (name: string) => join(folder, name);

async function stack(name: string, shape: Shape3, data: VoxelArray): Promise<string> {
  await writeFile(at(name), encodeTiff({ shape, data, voxelSizeNm: [30, 5, 5] }));
  return at(name);
}

const plane = (name: string, rows: readonly (readonly number[])[], type: typeof Uint16Array | typeof Float32Array) =>
  stack(name, [1, rows.length, rows[0]!.length], type.from(rows.flat()));

const voxelsOf = async (name: string) => (await decodeBytes(name, await readFile(at(name)))).volume;

test("objects are those of the specification, by class and by boundary", async () => {
  test.skip(instanceAnswers.components.length === 0, "The specification is not beside the checkout.");
  for (const { classes, minSize, ofClass } of instanceAnswers.components) {
    const mask = await plane("classes.tif", classes, Uint16Array);
    for (const [value, { instances, sizes, labels }] of Object.entries(ofClass)) {
      const flags = ["--class", value, "--minimum", String(minSize), "--instances", at("ids.tif"), "--force", "--json"];
      const { lines } = await cristae("objects", mask, ...flags);
      expect(lines[0]).toMatchObject({ type: "objects", objects: instances, sizes });
      expect([...(await voxelsOf("ids.tif")).data]).toEqual(labels.flat());
    }
  }
  for (const { boundary, threshold, labels } of instanceAnswers.watershed) {
    const mask = await plane(
      "whole.tif",
      boundary.map((row) => row.map(() => 1)),
      Uint16Array,
    );
    const values = await plane("boundary.tif", boundary, Float32Array);
    const flags = ["--boundary", values, "--threshold", String(threshold), "--instances", at("cells.tif")];
    expect((await cristae("objects", mask, ...flags)).code).toBe(0);
    expect([...(await voxelsOf("cells.tif")).data]).toEqual(labels.flat());
  }
});

test("scores of objects are those of the specification", async () => {
  test.skip(instanceAnswers.scores.length === 0, "The specification is not beside the checkout.");
  for (const { truth, proposed, ...expected } of instanceAnswers.scores) {
    const [labels, prediction] = [
      await plane("truth.tif", truth, Uint16Array),
      await plane("proposed.tif", proposed, Uint16Array),
    ];
    const { lines } = await cristae(
      "evaluate",
      "--instances",
      "--labels",
      labels,
      "--prediction",
      prediction,
      "--json",
    );
    const { matching, adaptedRandError, adjustedRandIndex, viSplit, viMerge } = expected;
    expect(lines[0]).toMatchObject({
      adaptedRandError: expect.closeTo(adaptedRandError, 5),
      adjustedRandIndex: expect.closeTo(adjustedRandIndex, 5),
      variationOfInformation: { split: expect.closeTo(viSplit, 5), merge: expect.closeTo(viMerge, 5) },
      panopticQuality: expect.closeTo(matching["0.5"]!.panopticQuality, 5),
      averagePrecision: {
        "0.5": expect.closeTo(matching["0.5"]!.averagePrecision, 5),
        "0.75": expect.closeTo(matching["0.75"]!.averagePrecision, 5),
      },
    });
  }
});

/** Cubes of 3 voxels, numbered from 1, in rows of a volume of three slices. */
function manyCubes(count: number): { readonly shape: Shape3; readonly data: Uint16Array<ArrayBuffer> } {
  const [columns, step] = [20, 5];
  const shape: Shape3 = [5, step * Math.ceil(count / columns), step * columns];
  const data = new Uint16Array(shape[0] * shape[1] * shape[2]);
  for (let index = 0; index < count; index++)
    for (let voxel = 0; voxel < 27; voxel++) {
      const [z, y, x] = [Math.floor(voxel / 9), Math.floor(voxel / 3) % 3, voxel % 3];
      const row = step * Math.floor(index / columns) + y + 1;
      data[((z + 1) * shape[1] + row) * shape[2] + step * (index % columns) + x + 1] = index + 1;
    }
  return { shape, data };
}

test("more values than classes could have are objects: measured, scored, and no classes to train on", async () => {
  const { shape, data } = manyCubes(100);
  const numbered = await stack("numbered.tif", shape, data);
  const grey = await stack(
    "grey.tif",
    shape,
    data.map((id) => (id === 0 ? 7 : 100)),
  );
  const table = ["--image", grey, "--out", at("table.csv"), "--json"];
  expect((await cristae("objects", numbered, ...table)).lines[0]).toMatchObject({
    objects: 100,
    dimensions: 3,
    unit: "nm",
  });
  const [head, first, ...rest] = (await readFile(at("table.csv"), "utf8")).trimEnd().split("\r\n");
  const row = Object.fromEntries(head!.split(",").map((name, index) => [name, first!.split(",")[index]]));
  expect(rest).toHaveLength(99);
  expect(row).toMatchObject({ object: "1", class: "", voxels: "27", volume_nm3: "20250", mean_grey: "100" });
  expect(row).toMatchObject({ from_z_voxel: "1", to_z_voxel: "4", centroid_x_voxel: "2" });
  const mask = await stack(
    "mask.tif",
    shape,
    data.map((id) => (id === 0 ? 0 : 1)),
  );
  const found = await cristae("objects", mask, "--instances", at("found.tif"), "--json");
  expect(found.lines[0]).toMatchObject({ objects: 100, sizes: Array.from({ length: 100 }, () => 27) });
  const scores = await cristae(
    "evaluate",
    "--instances",
    "--labels",
    numbered,
    "--prediction",
    at("found.tif"),
    "--json",
  );
  expect(scores.lines[0]).toMatchObject({
    adaptedRandError: 0,
    adjustedRandIndex: 1,
    averagePrecision: { "0.5": 1, "0.95": 1 },
    objects: { truth: 100, prediction: 100 },
  });
  expect((await cristae("info", numbered, "--json")).lines[0]).toMatchObject({ max: 100 });
  expect(await cristae("train", "--image", grey, "--labels", numbered)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/more than 64 different values.*--foreground/s),
  });
});

test("objects that touch are learnt by their boundaries, and scored one by one", async () => {
  const { shape, data } = manyCubes(100);
  const numbered = await stack("touching.tif", shape, data);
  const grey = await stack(
    "touching-grey.tif",
    shape,
    data.map((id) => (id === 0 ? 7 : 100)),
  );
  const training = ["--image", grey, "--labels", numbered, "--foreground", "--steps", "2", "--json"];
  const study = at("touching.cristae.zip");
  const { lines } = await cristae("train", ...training, "--target", "instances", "--out", study);
  expect(lines.at(-1)).toMatchObject({ adaptedRandError: expect.any(Number), averagePrecision: expect.any(Number) });
  expect(lines.at(-1)).toMatchObject({ perClassIou: [expect.anything(), expect.anything(), expect.anything()] });
  const found = await cristae("predict", study, "--image", grey, "--instances", at("touching-found.tif"), "--json");
  expect(found.lines[0]).toMatchObject({ instances: at("touching-found.tif"), objects: expect.any(Number) });
  const written = await cristae("info", at("touching-found.tif"), "--json");
  expect(written.lines[0]).toMatchObject({ max: found.lines[0]!.objects });
  expect(await cristae("train", ...training, "--boundaries", "slices")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--target instances"),
  });
});

test("flags that do not go together are refused by name", async () => {
  const mask = await stack("small.tif", [1, 2, 3], Uint16Array.of(0, 1, 1, 2, 2, 0));
  const other = await stack("other.tif", [1, 3, 2], Uint16Array.of(0, 1, 1, 2, 2, 0));
  for (const [flags, message] of [
    [["--boundary", mask], /--threshold/],
    [["--threshold", "3"], /--boundary/],
    [["--boundary", mask, "--threshold", "1", "--watershed", "distance"], /choose one/],
    [["--watershed", "distance", "--neighbours", "corners"], /by faces/],
    [["--image", other], /sizes differ/i],
    [["--class", "0"], /above 0/],
    [["--numbered", "--class", "1"], /leave out --class/],
    [["--numbered", "--slice-by-slice"], /leave out --slice-by-slice/],
    [["--voxel-size", "4,4"], /along z, y and x/],
    [["--out", mask], /what is read/],
  ] as const)
    expect(await cristae("objects", mask, ...flags)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
});
