import { expect, type Page } from "@playwright/test";
import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import { test } from "./finishedSearch.ts";
import { card, openRoom, unfoldSetup } from "./support.ts";

/** As fast as the fastest typist, and no wait between fields. */
const KEY_MS = 20;
const SHAPE = [20, 192, 192] as const;
const VOXELS = SHAPE[0] * SHAPE[1] * SHAPE[2];
const stack = (value: (index: number) => number) => ({
  mimeType: "image/tiff",
  buffer: Buffer.from(
    encodeTiff({
      shape: SHAPE,
      data: Uint8Array.from({ length: VOXELS }, (_, index) => value(index)),
      voxelSizeNm: null,
    }),
  ),
});

async function openStack(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page.locator("#file-chooser").setInputFiles([
    { name: "raw.tif", ...stack((index) => (index * 37) % 251) },
    { name: "labels.tif", ...stack((index) => (Math.floor(index / 7) % 5) * 10) },
  ]);
  await expect(page.getByText("5, from 5 label values")).toBeVisible();
}

/** Types over what stands in the field that has the focus, and goes to the next. */
async function typeAndTab(page: Page, text: string): Promise<void> {
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text, { delay: KEY_MS });
  await page.keyboard.press("Tab");
}

/** Types into fields one after the other, each found by its label, as fast as they can be reached. */
async function typeInto(page: Page, fields: readonly (readonly [label: string, text: string])[]): Promise<void> {
  for (const [label, text] of fields) {
    await page.getByLabel(label, { exact: true }).focus();
    await typeAndTab(page, text);
  }
}

async function expectTyped(page: Page, fields: readonly (readonly [label: string, text: string])[]): Promise<void> {
  for (const [label, text] of fields) await expect(page.getByLabel(label, { exact: true }), label).toHaveValue(text);
}

test("voxel sizes and class names hold as they were typed, and are taken back one by one", async ({ page }) => {
  await openStack(page);
  await page.getByLabel("Voxel size z, nm").focus();
  for (const size of ["50", "4", "4.5"]) await typeAndTab(page, size);
  const names = ["inside", "membrane", "vesicle", "axon", "other"].map(
    (name, index) => [`Name of class ${index}`, name] as const,
  );
  await typeInto(page, names);
  await expectTyped(page, [
    ["Voxel size z, nm", "50"],
    ["Voxel size y, nm", "4"],
    ["Voxel size x, nm", "4.5"],
    ...names,
  ]);
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expectTyped(page, [
    ["Voxel size z, nm", "50"],
    ["Voxel size y, nm", "4"],
    ["Voxel size x, nm", "4.5"],
    ...names,
  ]);

  await page.getByRole("button", { name: "Undo" }).click();
  await expectTyped(page, [
    ["Name of class 4", "class 4"],
    ["Name of class 3", "axon"],
    ["Voxel size x, nm", "4.5"],
  ]);
});

test("an axis that nobody has said stays unknown", async ({ page }) => {
  await openStack(page);
  await typeInto(page, [["Voxel size z, nm", "40"]]);
  await expectTyped(page, [
    ["Voxel size z, nm", "40"],
    ["Voxel size y, nm", ""],
    ["Voxel size x, nm", ""],
  ]);
  await expect(page.getByText("voxel size unknown")).toBeVisible();
  await typeInto(page, [["Voxel size y, nm", "0"]]);
  await expect(page.getByRole("tooltip").getByText("A voxel is larger than 0 nm. Nothing still holds.")).toBeVisible();
});

test("the gap and the edges of the split hold as they were typed and pressed", async ({ page }) => {
  await openStack(page);
  await typeInto(page, [["Gap between parts, slices", "2"]]);
  const edge = page.getByRole("slider", { name: "End of training" });
  const before = Number(await edge.getAttribute("aria-valuenow"));
  await expect(page.getByText("No neighbouring slices are shared")).toBeVisible();
  const moved = Number(await edge.getAttribute("aria-valuenow"));
  await edge.focus();
  for (let press = 0; press < 4; press++) await page.keyboard.press("ArrowLeft", { delay: KEY_MS });
  await expect(edge).toHaveAttribute("aria-valuenow", String(moved - 4));
  expect(before).toBeGreaterThanOrEqual(moved);
  await typeInto(page, [["Gap between parts, slices", "19"]]);
  await expect(
    page.getByRole("tooltip").getByText("A gap of 19 leaves nothing to train on. 2 still holds."),
  ).toBeVisible();
});

test("two merges at once hit the classes that were meant", async ({ page }) => {
  await openStack(page);
  await typeInto(
    page,
    ["zero", "one", "two", "three", "four"].map((name, index) => [`Name of class ${index}`, name] as const),
  );
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  for (const [from, into] of [
    ["one", "zero"],
    ["three", "four"],
  ] as const) {
    await page.getByRole("button", { name: `Change ${from}` }).click();
    await page.getByRole("combobox", { name: `Merge ${from} into` }).click();
    await page.getByRole("option", { name: into }).click();
  }
  await expect(page.getByText("3, from 5 label values")).toBeVisible();
  await expect(
    page
      .getByRole("table", { name: "Classes" })
      .getByRole("row")
      .filter({ has: page.getByRole("cell") })
      .locator("td:nth-child(3)"),
  ).toHaveText(["0, 10", "20", "30, 40"]);
});

test("recipe, trials and stages hold as they were typed", async ({ page }) => {
  await page.goto("/");
  await openRoom(page, "Search");
  await unfoldSetup(page);
  const fields = [
    ["Seed", "17"],
    ["Steps", "250"],
    ["Evaluate every", "50"],
    ["Patch", "48"],
    ["Patch depth, 1 for sections", "1"],
    ["Batch", "3"],
    ["Memory cap", "2500"],
    ["Weight at edges, 0 for none", "2.5"],
    ["Weight of every voxel", "0.25"],
    ["Contrast change", "0.3"],
    ["Brightness change", "0.7"],
    ["Turned, moved, scaled", "40"],
    ["Largest angle", "90"],
    ["Elastic", "1.5"],
    ["Trials", "12"],
    ["Workers", "2"],
  ] as const;
  await typeInto(page, fields);
  await expectTyped(page, fields);

  await page
    .getByRole("textbox", { name: "Pipeline" })
    .or(page.getByRole("combobox", { name: "Pipeline" }))
    .first()
    .click();
  await page.getByRole("option", { name: "Search, retrain, ensemble, test" }).click();
  await page.getByRole("button", { name: "Change stage 2" }).click();
  await typeInto(page, [["Retrainings", "7"]]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Change stage 3" }).click();
  await typeInto(page, [["Members", "6"]]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Change stage 2" }).click();
  await expectTyped(page, [["Retrainings", "7"]]);
  await page.keyboard.press("Escape");
  await expectTyped(page, fields);
});

test("ranges of a space hold as they were typed", async ({ page }) => {
  await page.goto("/");
  await openRoom(page, "Space");
  const ranges = [
    ["Kernels, net, as text", "5 to 20"],
    ["Blocks, net, as text", "2 to 4"],
    ["Layers per block, net, as text", "1 to 3"],
    ["Penalty, log γ, net, as text", "−9 to −4"],
  ] as const;
  await expect(page.getByLabel(ranges[0][0])).toHaveValue("4 to 12");
  await typeInto(page, ranges);
  await expectTyped(page, ranges);
  await typeInto(page, [
    ["Trials", "23"],
    ["Steps per trial", "90"],
  ]);
  await expectTyped(page, [["Trials", "23"], ["Steps per trial", "90"], ...ranges]);
});

test("what does not fit is said beside the field and changes nothing", async ({ page }) => {
  await page.goto("/");
  await openRoom(page, "Search");
  await unfoldSetup(page);
  const rate = page.getByLabel("Learning rate", { exact: true });
  const held = await rate.inputValue();
  await typeInto(page, [["Learning rate", "30"]]);
  await expect(rate).toHaveValue("30");
  await expect(page.getByText(`30 is more than 1. ${held} still holds.`)).toBeVisible();
  await typeInto(page, [
    ["Memory cap", "0.03"],
    ["Batch", "two"],
    ["Steps", "1.5"],
  ]);
  await expect(page.getByText(/0\.03 is less than 10\./)).toBeVisible();
  await expect(page.getByText(/“two” is no number\./)).toBeVisible();
  await expect(page.getByText(/1\.5 is no whole number\./)).toBeVisible();
  await openRoom(page, "Space");
  await typeInto(page, [["Kernels, net, as text", "banana"]]);
  await expect(page.getByLabel("Kernels, net, as text")).toHaveValue("banana");
  await expect(page.getByRole("tooltip").getByText(/“banana” is no range/)).toBeVisible();
});

test("the name of a study, its later stages and the notes of a comparison hold as they were typed", async ({
  page,
  openFinishedSearch,
}) => {
  await openFinishedSearch();
  await page.getByRole("button", { name: "Study", exact: true }).click();
  await page.getByRole("menuitem", { name: "Rename study" }).click();
  await page.getByRole("textbox", { name: "Name" }).press("Control+a");
  await page.keyboard.type("Platelets, no. 2", { delay: KEY_MS });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Study", exact: true })).toHaveText("Platelets, no. 2");

  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("menuitem", { name: "Retrain the best from fresh weights" }).click();
  await page.getByRole("button", { name: "Change stage 2" }).click();
  await typeInto(page, [["Retrainings", "3"]]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Change stage 1" }).click();
  await typeInto(page, [["Candidates", "4"]]);
  await page.keyboard.press("Escape");
  await expect(card(page, 1)).toContainText("2 of 4");
  await expect(card(page, 2)).toContainText("0 of 3");

  await openRoom(page, "Compare");
  await expect(page.getByText(/IoU over all validation pixels/)).toBeVisible();
  for (const note of ["two granules touch", "npth 123"]) {
    await page.keyboard.press("p");
    await page.keyboard.type(note, { delay: KEY_MS });
    await page.keyboard.press("Enter");
  }
  await expectTyped(page, [
    ["Note of point 1", "two granules touch"],
    ["Note of point 2", "npth 123"],
  ]);
  await typeInto(page, [
    ["Note of point 1", "two vesicles"],
    ["Note of point 2", "and a gap"],
  ]);
  await expectTyped(page, [
    ["Note of point 1", "two vesicles"],
    ["Note of point 2", "and a gap"],
  ]);
});
