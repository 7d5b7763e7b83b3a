import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";
import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import { leaveToFuzz } from "./long.ts";
import { discStack } from "./discStack.ts";
import { test } from "./knownMachine.ts";
import { boardRow, expectNoSeriousFindingInEitherTheme, openRoom, searchEnds, startFromSetup } from "./support.ts";

const SIDE = 48;
const SHAPE = [8, SIDE, SIDE] as const;

/** Cubes as they are drawn: first voxel and side, two of which share a face. */
const CUBES = [
  { at: [1, 4, 4], side: 5 },
  { at: [2, 20, 10], side: 4 },
  { at: [2, 20, 14], side: 4 },
  { at: [6, 40, 40], side: 2 },
] as const;

/** The cubes and their labels: all of class 1, or each by its own number. */
function drawnCubes(areNumbered = false) {
  const labels = new Uint8Array(8 * SIDE ** 2);
  for (const [cube, { at, side }] of CUBES.entries())
    for (let voxel = 0; voxel < side ** 3; voxel++) {
      const [z, y, x] = [Math.floor(voxel / side ** 2), Math.floor(voxel / side) % side, voxel % side];
      labels[((at[0] + z) * SIDE + at[1] + y) * SIDE + at[2] + x] = areNumbered ? cube + 1 : 1;
    }
  const image = labels.map((label, index) => (label > 0 ? 200 : (index * 31) % 90));
  const tiff = (data: Uint8Array<ArrayBuffer>) =>
    Buffer.from(encodeTiff({ shape: SHAPE, data, voxelSizeNm: [40, 10, 10] }));
  return { "cubes.tif": tiff(image), "cubes-labels.tif": tiff(labels) };
}

async function openStacks(page: Page, files: Readonly<Record<string, Buffer>>): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page
    .locator("#file-chooser")
    .setInputFiles(Object.entries(files).map(([name, buffer]) => ({ name, buffer, mimeType: "image/tiff" })));
  await expect(page.getByRole("heading", { name: "Classes" })).toBeVisible();
}

const panel = (page: Page): Locator => page.getByRole("region", { name: "Objects", exact: true }).first();
const rows = (page: Page): Locator =>
  page
    .getByRole("table", { name: "Objects one by one" })
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });

test("touching objects are learnt by boundaries between them, and found by these", async ({ page }, testInfo) => {
  await openStacks(page, drawnCubes(true));
  const classTable = page.getByRole("table", { name: "Classes" });
  await page.getByRole("combobox", { name: "Learn" }).click();
  await page.getByRole("option", { name: "Objects, one by each value" }).click();
  await expect(classTable.getByRole("textbox", { name: "Name of class 2" })).toHaveValue("boundary");
  await expect(page.getByText("slice by slice, as slices are thick")).toBeVisible();

  await page.getByRole("button", { name: "Objects", exact: true }).click();
  await expect(panel(page).getByRole("combobox", { name: "Part what touches" })).toHaveValue(
    "By the boundaries that are learnt",
  );
  await panel(page).getByLabel("Least size, voxels").fill("1");
  await panel(page).getByLabel("Least size, voxels").blur();
  await panel(page).getByRole("button", { name: "Find objects" }).click();
  // Five slices of the largest with an inside, four of the two that touch; the smallest is all boundary.
  await expect(rows(page)).toHaveCount(13);
  await page.screenshot({ path: testInfo.outputPath("learnt.png") });

  await panel(page).getByRole("button", { name: "Close the objects" }).click();
  await page.getByRole("combobox", { name: "Learn" }).click();
  await page.getByRole("option", { name: "Classes", exact: true }).click();
  await expect(classTable.getByRole("textbox", { name: "Name of class 4" })).toHaveCount(1);
});

test("objects of labels are counted, measured, shown in the image, and saved as they were drawn", async ({ page }) => {
  await openStacks(page, drawnCubes());
  await page.getByRole("button", { name: "Objects", exact: true }).click();
  await panel(page).getByLabel("Least size, voxels").fill("1");
  await panel(page).getByLabel("Least size, voxels").blur();
  await panel(page).getByRole("button", { name: "Find objects" }).click();
  // The two that touch are one, and the largest comes first.
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).first().getByRole("cell").nth(4)).toHaveText("4 × 4 × 8");

  await rows(page).filter({ hasText: "2 × 2 × 2" }).click();
  await expect(page.getByRole("application", { name: /slice 6 \(0 to 7\)/i })).toBeVisible();
  await expect(rows(page).filter({ hasText: "2 × 2 × 2" })).toHaveAttribute("aria-selected", "true");

  const saved = page.waitForEvent("download");
  await panel(page).getByRole("button", { name: "CSV", exact: true }).click();
  const [head, ...lines] = (await readFile(await (await saved).path(), "utf8")).trimEnd().split("\r\n");
  const table = lines.map((line) =>
    Object.fromEntries(head!.split(",").map((name, at) => [name, line.split(",")[at]])),
  );
  expect(table.map(({ voxels, volume_nm3 }) => [voxels, volume_nm3])).toEqual([
    ["125", "500000"],
    ["128", "512000"],
    ["8", "32000"],
  ]);
  expect(table.map(({ mean_grey }) => mean_grey)).toEqual(["200", "200", "200"]);

  await panel(page).getByLabel("Each slice for itself").check();
  await panel(page).getByRole("button", { name: "Find objects" }).click();
  await expect(page.getByRole("table", { name: "Objects per class" })).toContainText("Median area, nm²");
  await expect(page.getByRole("table", { name: "Objects per class" }).getByRole("row").nth(1)).toContainText("11");
  await expectNoSeriousFindingInEitherTheme(page, "Objects");
  await page.getByRole("button", { name: "Close the objects" }).click();
  await expect(page.getByRole("heading", { name: "Classes" })).toBeVisible();
});

test(
  "objects of a prediction stand beside it, and are parted by a class between them",
  { tag: "@long" },
  async ({ page }) => {
    leaveToFuzz();
    const { image, labels } = discStack();
    await openStacks(page, { "raw.tif": image, "labels.tif": labels });
    await expect(page.getByRole("button", { name: "Define space" })).toBeEnabled();
    await openRoom(page, "Search");
    await startFromSetup(page, { trials: 1, steps: 60 });
    await searchEnds(page);
    await boardRow(page, 1).click();
    await page.getByRole("button", { name: "Compare", exact: true }).first().click();
    await openRoom(page, "Compare");
    await page.getByRole("button", { name: "Objects", exact: true }).click();
    await expect(panel(page).getByRole("combobox", { name: "Objects of" })).toHaveValue(/1/);
    await panel(page).getByRole("combobox", { name: "Part what touches" }).click();
    await page.getByRole("option", { name: /By a class between them/ }).click();
    await panel(page).getByRole("button", { name: "Find objects" }).click();
    await expect(
      panel(page)
        .getByText(/object/i)
        .first(),
    ).toBeVisible();
    await expect(panel(page).getByRole("button", { name: "Stop" })).toBeHidden();
    await expect(panel(page).getByRole("alert")).toBeHidden();

    await panel(page).getByRole("combobox", { name: "Objects of" }).click();
    await page.getByRole("option", { name: "Labels" }).click();
    await panel(page).getByRole("button", { name: "Find objects" }).click();
    await expect(rows(page)).toHaveCount(1);
    await rows(page).first().click();
    await expect(rows(page).first()).toHaveAttribute("aria-selected", "true");
  },
);
