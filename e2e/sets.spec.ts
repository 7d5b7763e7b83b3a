import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import type { Shape3 } from "../src/core/image/volume.ts";
import { decodeWeights } from "../src/engine/weights.ts";
import { withoutChecksum } from "../src/core/checksum.ts";
import { unpackStudy } from "../src/storage/studyFile.ts";
import { leaveToFuzz } from "./long.ts";
import { boardRow } from "./support.ts";
import { cristae, SMALL_TRAINING, type Line } from "./cristae.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-sets-e2e-"));
const at = (name: string) => join(folder, name);
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A stack of discs, bright on dark or dark on bright, with the value that its labels have for a disc. */
function writeSet(name: string, [depth, height, width]: Shape3, { bright, label }: { bright: number; label: number }) {
  const image = new Uint8Array(depth * height * width);
  const labels = new Uint8Array(image.length);
  for (let index = 0; index < image.length; index++) {
    const [z, y, x] = [Math.floor(index / (height * width)), Math.floor(index / width) % height, index % width];
    const isInside = Math.hypot(y - 14 - z, x - 20) < 9;
    image[index] = (isInside ? bright : 120) + ((index * 7919) % 30);
    labels[index] = isInside ? label : 0;
  }
  const tiff = (data: Uint8Array<ArrayBuffer>) =>
    encodeTiff({ shape: [depth, height, width], data, voxelSizeNm: [50, 4, 4] });
  writeFileSync(at(`${name}.tif`), tiff(image));
  writeFileSync(at(`${name}_l.tif`), tiff(labels));
}

async function keptWeights(study: string) {
  const { files } = await unpackStudy(new Uint8Array(readFileSync(study)));
  return decodeWeights(withoutChecksum(files["weights/0.bin"]!)).weights;
}

const pair = (name: string) => ["--image", at(`${name}.tif`), "--labels", at(`${name}_l.tif`)];
const TRAINING = ["--steps", "20", "--evaluate-every", "10", ...SMALL_TRAINING];

test.beforeAll(() => {
  writeSet("A", [6, 40, 48], { bright: 200, label: 255 });
  writeSet("B", [9, 48, 36], { bright: 60, label: 1 });
  writeSet("C", [3, 40, 40], { bright: 220, label: 255 });
  writeFileSync(
    at("map.json"),
    JSON.stringify({ A: { 0: "background", 255: "disc" }, B: { 0: "background", 1: "disc" } }),
  );
});

test("two stacks of other sizes and label values are one study, scored by set and together; their files may move", async () => {
  const study = at("two.cristae.zip");
  const words = ["--map", at("map.json"), "--trials", "1", ...TRAINING, "--out", study];
  const { code, lines, stderr } = await cristae("search", ...pair("A"), ...pair("B"), ...words);
  expect(stderr).not.toContain("resampled");
  expect(code).toBe(0);
  const sets = (line: Line | undefined) => Object.keys(line?.scoresBySet ?? {});
  expect(sets(lines.find(({ type }) => type === "finished"))).toEqual(["A", "B"]);
  expect(sets(lines.find(({ type }) => type === "tested"))).toEqual(["A", "B"]);
  expect(lines.find(({ type }) => type === "started")?.classes).toMatchObject([
    { name: "background" },
    { name: "disc" },
  ]);
  const shown = await cristae("show", study, "--json");
  const trial = shown.lines.find(({ type }) => type === "trial")!;
  const value = expect.any(Number) as unknown;
  expect(trial.scoresBySet).toMatchObject({ A: { meanIou: value }, B: { meanIou: value } });
  expect(shown.lines[0]?.spec).toMatchObject({
    task: {
      sets: [
        { name: "A", slices: { train: 4, validation: 1, test: 1 } },
        { name: "B", slices: { train: 5, validation: 2, test: 2 } },
      ],
    },
  });
  mkdirSync(at("moved"));
  for (const name of ["A", "B", "A_l", "B_l"]) renameSync(at(`${name}.tif`), at(`moved/${name}.tif`));
  renameSync(study, at("moved/two.cristae.zip"));
  const more = await cristae(
    "resume",
    at("moved/two.cristae.zip"),
    "--trials",
    "2",
    "--workers",
    "1",
    "--device",
    "simd",
    "--json",
  );
  for (const name of ["A", "B", "A_l", "B_l"]) renameSync(at(`moved/${name}.tif`), at(`${name}.tif`));
  expect(more.stderr).not.toContain("cristae:");
  expect(more.lines.filter(({ type }) => type === "finished").map(({ trial }) => trial)).toEqual([1]);
});

test("one stack is left out: it is all that is tested, and nothing that is trained on; the page says so of each set", async ({
  page,
}) => {
  const study = at("left.cristae.zip");
  const words = ["--leave-out", "C", "--trials", "1", ...TRAINING, "--out", study];
  const { code, lines } = await cristae("search", ...pair("A"), ...pair("C"), ...words);
  expect(code).toBe(0);
  expect(Object.keys(lines.find(({ type }) => type === "finished")!.scoresBySet as object)).toEqual(["A"]);
  expect(Object.keys(lines.find(({ type }) => type === "tested")!.scoresBySet as object)).toEqual(["C"]);
  await page.goto("/");
  await page.locator("#file-chooser").setInputFiles(study);
  await page.getByRole("button", { name: "Keep in this browser and open" }).click();
  await boardRow(page, 1).click();
  const rows = page.getByRole("table", { name: "Scores by set" }).getByRole("row");
  await expect(rows).toHaveText([
    /Data set\s*Mean IoU.*test, Mean IoU/,
    /^A\s*0\.\d{3}\s*0\.\d{3}\s*none\s*none$/,
    /^C\s*none\s*none\s*0\.\d{3}\s*0\.\d{3}$/,
  ]);
});

test("a network that was found is trained on elsewhere, with layers that stay as they are", async () => {
  const [found, tuned] = [at("found.cristae.zip"), at("tuned.cristae.zip")];
  await cristae("search", ...pair("A"), "--trials", "1", ...TRAINING, "--out", found);
  const network = (await keptWeights(found)).map(({ name }) => name);
  const [first] = network[0]!.split("/");
  const words = ["--from", found, "--freeze", `${first!}/**`, "--steps", "10", ...SMALL_TRAINING.slice(4)];
  const { code, stderr } = await cristae("train", ...pair("B"), ...words, "--out", tuned);
  expect(stderr).toMatch(/Begins with the weights of trial 1 of .*; \d+ of its layers stay as they are\./);
  expect(code).toBe(0);
  const [before, after] = [await keptWeights(found), await keptWeights(tuned)];
  const same = before.filter(({ name, values }) => {
    const found = after.find((other) => other.name === name)!;
    return values.every((value, at) => value === found.values[at]);
  });
  const frozen = network.filter((name) => name.startsWith(`${first!}/`));
  expect(frozen.length).toBeGreaterThan(0);
  expect(same.map(({ name }) => name)).toEqual(expect.arrayContaining(frozen));
  expect(same.length).toBeLessThan(before.length);
  const wrong = await cristae(
    "train",
    ...pair("B"),
    "--from",
    found,
    "--freeze",
    "nowhere/**",
    ...SMALL_TRAINING.slice(4),
  );
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('No weights of this network are called "nowhere/**"');
  const fresh = await cristae("train", ...pair("B"), "--freeze", "encoder/**", "--steps", "10");
  expect(fresh.stderr).toContain("say of which study with --from STUDY");
});

test(
  "transfer: a matrix of what was trained on and tested on, few slices further, and constant answers below",
  { tag: "@long" },
  async () => {
    leaveToFuzz();
    const words = ["--map", at("map.json"), "--slices", "0,1,9", "--set", "base=4", "--set", "depth=2"];
    const training = ["--steps", "20", "--patch", "32", "--batch", "2", "--device", "simd"];
    const { code, lines, stderr } = await cristae(
      "transfer",
      ...pair("A"),
      ...pair("B"),
      ...words,
      ...training,
      "--json",
    );
    expect(code).toBe(0);
    const value = (line: Line) => line.meanIou as number;
    const matrix = lines.filter(({ type }) => type === "transfer");
    expect(matrix.map(({ trainedOn, on }) => [trainedOn, on])).toEqual([
      ...["A", "B", "together"].flatMap((row) => [
        [row, "A"],
        [row, "B"],
      ]),
    ]);
    const tuned = lines.filter(({ type }) => type === "fineTuned");
    expect(tuned.map(({ from, on, slices }) => [from, on, slices])).toEqual([
      ["B", "A", 0],
      [null, "A", 1],
      ["B", "A", 1],
      ["A", "B", 0],
      [null, "B", 1],
      ["A", "B", 1],
    ]);
    expect(value(tuned[0]!)).toBe(value(matrix.find(({ trainedOn, on }) => trainedOn === "B" && on === "A")!));
    expect(lines.filter(({ type }) => type === "constant").map((line) => [line.on, line.class])).toEqual([
      ["A", "background"],
      ["B", "background"],
    ]);
    expect(stderr).toContain("A has no 9 training slices to begin with");
    const alone = await cristae("transfer", ...pair("A"), ...training);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain("cristae: Name two sets or more");
  },
);

test.describe("what does not fit is refused in a line", () => {
  const refused = async (...words: readonly string[]) => {
    const { code, stderr } = await cristae("search", ...words, "--trials", "1", "--out", at("never.cristae.zip"));
    expect(code).toBe(2);
    return stderr
      .split("\n")
      .filter((line) => line.startsWith("cristae:"))
      .join("\n");
  };

  test("label values that differ, and a set that is not there", async () => {
    expect(await refused(...pair("A"), ...pair("B"))).toContain(
      '"A" has the label values 0, 255, "B" has 0, 1. Say which are the same classes with a class map',
    );
    expect(await refused(...pair("A"), ...pair("C"), "--leave-out", "D")).toContain(
      'There is no set "D" to leave out; the sets are A, C.',
    );
  });

  test("an image without labels, and slices that a set does not have", async () => {
    expect(await refused(...pair("A"), "--image", at("B.tif"))).toContain("There are 2 --image and 1 --labels");
    expect(await refused(...pair("A"), ...pair("C"), "--train", "0:4", "--val", "4:5")).toContain(
      "The train part is 0:4; the stack has 3 slices",
    );
  });
});
