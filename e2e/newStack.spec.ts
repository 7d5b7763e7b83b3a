import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import { leaveToFuzz } from "./long.ts";
import { cristae, SMALL_TRAINING } from "./cristae.ts";
import { drawnDiscs } from "./discStack.ts";
import { test } from "./knownMachine.ts";
import { classPixels, drag, paintHistory, plane, setBrush } from "./painting.ts";
import { expectNoSeriousFindingInEitherTheme, openRoom } from "./support.ts";

const SIDE = 48;
const DEPTH = 3;

/** Discs as the networks know them, with a square of a grey value that no network has seen in each slice. */
function strangeStack(voxelSizeNm: readonly [number, number, number], shift = 0) {
  const { image } = drawnDiscs(DEPTH);
  const data = image.map((value, at) => (isStrange(at) ? 255 : Math.min(255, value + shift)));
  return encodeTiff({ shape: [DEPTH, SIDE, SIDE], data, voxelSizeNm });
}
const isStrange = (at: number): boolean => at % SIDE >= 38 && Math.floor(at / SIDE) % SIDE >= 38;

let folder = "";
const at = (name: string) => join(folder, name);
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cristae-new-"));
  const { image, labels } = drawnDiscs(6);
  for (const [name, data] of [
    ["image.tif", image],
    ["labels.tif", labels],
  ] as const)
    await writeFile(at(name), encodeTiff({ shape: [6, SIDE, SIDE], data, voxelSizeNm: [50, 4, 4] }));
  const data = ["--image", at("image.tif"), "--labels", at("labels.tif")];
  const trained = await cristae(
    ...["search", ...data, "--trials", "2", "--steps", "40", "--evaluate-every", "20", ...SMALL_TRAINING],
    ...["--out", at("study.cristae.zip")],
  );
  expect(trained.stderr + String(trained.code)).toMatch(/0$/);
  const together = await cristae(...["ensemble", at("study.cristae.zip"), ...data, "--members", "2", "--json"]);
  expect(together.code).toBe(0);
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** Values of an uncompressed TIFF of 32-bit reals, as `encodeTiff` writes it. */
async function realsOf(path: string): Promise<Float32Array> {
  const { decodeBytes } = await import("../src/testing/decodeBytes.ts");
  const { volume } = await decodeBytes(path, new Uint8Array(await readFile(path)));
  return Float32Array.from(volume.data);
}

test("predict warns of other grey values and voxel sizes, and writes where an ensemble is unsure", async () => {
  await writeFile(at("new.tif"), strangeStack([50, 8, 8], 60));
  const study = at("study.cristae.zip");
  const best = await cristae(
    ...["predict", study, "--trial", "best", "--image", at("new.tif"), "--out", at("mask.tif"), "--json"],
  );
  expect(best.code).toBe(0);
  expect(best.stderr).toContain("those of the training were 50 × 4 × 4 nm");
  expect(best.stderr).toContain("are not those of the training");
  expect(best.stderr).toContain("--match-intensity");

  const doubt = await cristae(
    ...["predict", study, "--trial", "Ensemble of 2", "--image", at("new.tif"), "--match-intensity"],
    ...["--entropy", at("doubt.tif"), "--json"],
  );
  expect(doubt.lines[0]).toMatchObject({ entropy: at("doubt.tif"), shape: [DEPTH, SIDE, SIDE] });
  expect(doubt.stderr).not.toContain("--match-intensity");
  const entropy = await realsOf(at("doubt.tif"));
  expect(entropy).toHaveLength(DEPTH * SIDE * SIDE);
  expect(entropy.every((value) => value >= 0 && value <= 1)).toBe(true);
  const mean = entropy.reduce((sum, value) => sum + value, 0) / entropy.length;
  expect(doubt.lines[0]!.meanEntropy).toBeCloseTo(mean, 5);
  const refused = await cristae(...["predict", study, "--image", at("new.tif"), "--entropy", at("doubt.png")]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("entropies are real numbers")]);
});

const open = (page: Page, name: string, buffer: Buffer) =>
  page.locator("#file-chooser").setInputFiles({ name, buffer, mimeType: "application/octet-stream" });

/** Opens the trained study, which comes without its images. */
async function openStudy(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await open(page, "study.cristae.zip", await readFile(at("study.cristae.zip")));
  await page.getByRole("button", { name: "Keep in this browser and open" }).click();
  await expect(page.getByRole("toolbar", { name: "Run" })).toBeVisible();
  await openRoom(page, "Data");
}

const panel = (page: Page) => page.getByRole("region", { name: "Segment", exact: true });

test("a stack dropped on a study is segmented as one looks, saved, and corrected as labels", async ({ page }, info) => {
  await openStudy(page);
  await expect(panel(page)).toBeHidden();

  await open(page, "fresh.tif", Buffer.from(strangeStack([50, 8, 8], 60)));
  await panel(page)
    .getByRole("button", { name: /^Segment with/ })
    .click();
  await expect(panel(page).getByRole("note").first()).toContainText("those of the training were 50 × 4 × 4 nm");
  await expect(panel(page).getByRole("note").nth(1)).toContainText("are not those of the training");
  await panel(page).getByRole("switch", { name: "Match grey values" }).check();
  await expect(panel(page).getByRole("note")).toHaveCount(1);
  await expect(page.getByText(/, prediction$/)).toBeVisible();
  await expect(panel(page).getByRole("table", { name: "Classes of the prediction" })).toContainText("%");
  await page.screenshot({ path: info.outputPath("prediction.png") });

  await panel(page).getByRole("combobox", { name: "Segment with" }).click();
  await page.getByRole("option", { name: /Ensemble/ }).click();
  await panel(page).getByText("Doubt", { exact: true }).click();
  await expect(page.getByText(/^Ensemble.*, doubt$/)).toBeVisible();
  await page.screenshot({ path: info.outputPath("doubt.png") });
  await expectNoSeriousFindingInEitherTheme(page, "Segment");

  const saved = page.waitForEvent("download");
  await panel(page).getByRole("button", { name: "Save mask" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Doubt", { exact: true }).click();
  await dialog.getByRole("button", { name: "Download" }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/^fresh.*Ensemble.*entropy\.tif$/);
  expect(await realsOf(await file.path())).toHaveLength(DEPTH * SIDE * SIDE);

  await openRoom(page, "Compare");
  await expect(page.getByText("The open data are not those of this study")).toBeVisible();
  await openRoom(page, "Data");
  await panel(page).getByRole("button", { name: "Correct as labels" }).click();
  await expect(plane(page)).toBeVisible();
  await expect(classPixels(page, "class 1")).not.toHaveText("0");
  await setBrush(page, 3);
  await drag(page, [
    [4, 4],
    [12, 4],
  ]);
  await expect(paintHistory(page)).toHaveCount(1);
});

test("evaluate says how far experts agree beside the scores of a mask", async () => {
  const { labels } = drawnDiscs(2);
  const moved = (by: number) => labels.map((_, index) => labels[Math.max(0, index - by)]!);
  const experts = [labels, moved(1), moved(2)];
  for (const [index, data] of experts.entries())
    await writeFile(at(`expert${index}.tif`), encodeTiff({ shape: [2, SIDE, SIDE], data, voxelSizeNm: null }));
  const others = ["--expert", at("expert1.tif"), "--expert", at("expert2.tif")];
  const alone = await cristae("evaluate", "--labels", at("expert0.tif"), ...others, "--json");
  const pair = async (one: number, other: number) => {
    const { lines } = await cristae(
      ...["evaluate", "--labels", at(`expert${one}.tif`), "--prediction", at(`expert${other}.tif`), "--json"],
    );
    return lines[0]!.meanIou as number;
  };
  const pairs = [await pair(0, 1), await pair(0, 2), await pair(1, 2)];
  const mean = pairs.reduce((sum, value) => sum + value, 0) / 3;
  expect(alone.lines[0]).toMatchObject({ type: "agreement", experts: 3, values: [0, 255] });
  expect(alone.lines[0]!.meanIou).toBeCloseTo(mean, 5);
  const scored = await cristae(
    ...["evaluate", "--labels", at("expert0.tif"), ...others, "--prediction", at("expert1.tif"), "--json"],
  );
  expect(scored.lines[0]).toMatchObject({ type: "scores", meanIou: pairs[0], agreement: { experts: 3 } });
});

test("labels of another expert stand beside the scores of networks", { tag: "@long" }, async ({ page }, info) => {
  leaveToFuzz();
  const { labels } = drawnDiscs(6);
  const moved = labels.map((_, index) => labels[Math.max(0, index - 1)]!);
  await openStudy(page);
  await page.locator("#file-chooser").setInputFiles([at("image.tif"), at("labels.tif")]);
  await expect(page.getByRole("group", { name: "Label stack" })).toBeVisible();
  await expect(panel(page)).toBeHidden();
  await page.getByLabel("Label files of another expert").setInputFiles({
    name: "second.tif",
    mimeType: "image/tiff",
    buffer: Buffer.from(encodeTiff({ shape: [6, SIDE, SIDE], data: moved, voxelSizeNm: null })),
  });
  await expect(page.getByRole("group", { name: "Labels of expert 2" })).toContainText("second.tif");
  await page.screenshot({ path: info.outputPath("experts.png") });
  await openRoom(page, "Compare");
  const table = page.getByRole("table", { name: /per class/ });
  await expect(table.getByRole("columnheader", { name: "Experts" })).toBeVisible();
  await expect(table.getByRole("row").last().getByRole("cell").last()).toHaveText(/^0\.[5-9]\d\d$/);
  await page.screenshot({ path: info.outputPath("ceiling.png") });
  await expectNoSeriousFindingInEitherTheme(page, "Experts");
});
