import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { test } from "./finishedSearch.ts";
import { paintHistory } from "./painting.ts";
import { boardRow, boardRows, expectNoSeriousFinding, openRoom } from "./support.ts";

test("two candidates are compared, the figure, a mask and the study leave the page, and the study comes back", async ({
  page,
  openFinishedSearch,
}) => {
  await openFinishedSearch();
  for (const trial of [1, 2]) {
    await boardRow(page, trial).click();
    await page.getByRole("button", { name: "Compare", exact: true }).first().click();
  }
  await openRoom(page, "Compare");
  await expect(page.getByText("Scores", { exact: true })).toBeVisible();
  await expect(page.getByText(/IoU over all validation pixels/)).toBeVisible();
  await page.keyboard.press("m");
  await page.keyboard.press("n");

  await expect(page.getByRole("region", { name: /^Pane / })).toHaveCount(4);
  await page.getByRole("button", { name: "Number of panes" }).click();
  await page.getByRole("menuitem", { name: "2 panes" }).click();
  await expect(page.getByRole("region", { name: /^Pane [AB]: Trial/ })).toHaveCount(2);

  await page.keyboard.press("p");
  await page.keyboard.type("two vesicles touch");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Note of point 1", { exact: true })).toHaveValue("two vesicles touch");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByLabel("Note of point 1", { exact: true })).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(page.getByLabel("Note of point 1", { exact: true })).toHaveValue("two vesicles touch");

  await exportFigures(page);

  await page.getByRole("button", { name: "Study", exact: true }).click();
  const [study] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Export study with its images" }).click(),
  ]);
  expect(study.suggestedFilename()).toMatch(/\.cristae\.zip$/);
  const bytes = await readFile(await study.path());

  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page
    .locator("#file-chooser")
    .setInputFiles({ name: "copy.cristae.zip", mimeType: "application/zip", buffer: bytes });
  await expect(page.getByRole("dialog")).toContainText("Trials that ended");
  await page.getByRole("button", { name: "Keep in this browser and open" }).click();
  await expect(boardRows(page)).toHaveCount(3);
});

/** Composes a figure, saves it in each format, and opens it again. */
async function exportFigures(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Figure", exact: true }).click();
  const paper = page.getByRole("img", { name: /^Figure, 170 by/ });
  await expect(paper).toBeVisible();
  await expect(page.getByLabel("Caption of the figure")).toHaveValue(
    /parameters, 20.steps, n.=.1.*1: two vesicles touch/,
  );
  await page.getByRole("radiogroup", { name: "Enlarged part" }).getByText("Below").click();
  await page.getByRole("radiogroup", { name: "Ground" }).getByText("Black").click();
  await page.getByRole("switch", { name: "Set it under the figure" }).click();
  await expectNoSeriousFinding(page, "Figure");
  const saved = new Map<string, Buffer>();
  for (const format of ["SVG", "PDF", "PNG"]) {
    await page.getByRole("radiogroup", { name: "Format" }).getByText(format).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: `Export ${format}` }).click(),
    ]);
    saved.set(download.suggestedFilename().split(".").at(-1)!, await readFile(await download.path()));
  }
  expect(saved.get("svg")!.toString()).toMatch(/<text [^>]*>[^<]*vesicles/);
  expect(saved.get("pdf")!.subarray(0, 5).toString()).toBe("%PDF-");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: /^Pane / })).toHaveCount(2);
  for (const [format, buffer] of saved) {
    await page.getByRole("button", { name: "Figure", exact: true }).click();
    await page
      .locator('input[type="file"][accept*="svg"]')
      .setInputFiles({ name: `figure.${format}`, mimeType: "", buffer });
    await expect(page.getByRole("radio", { name: "Black" })).toBeChecked();
    await page.getByRole("button", { name: "Panes", exact: true }).click();
  }
}

test("labels are painted on any pane, where a prediction is seen to be wrong", async ({ page, openFinishedSearch }) => {
  await openFinishedSearch();
  await openRoom(page, "Compare");
  await page.getByRole("button", { name: "Paint", exact: true }).click();
  await expect(page.getByRole("toolbar", { name: "Paint tools" })).toBeVisible();
  const panes = page.getByRole("region", { name: /^Pane [A-D]: (Trial|U-Net)/ });
  await stroke(page, (await panes.first().boundingBox())!);
  await expect(paintHistory(page)).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(paintHistory(page)).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(paintHistory(page)).toHaveCount(1);
  await expectNoSeriousFinding(page, "Compare, painting");
  await page.getByRole("button", { name: "Done painting" }).click();
  await expect(page.getByText("Scores", { exact: true })).toBeVisible();

  await openRoom(page, "Data");
  await page.getByText("Paint", { exact: true }).click();
  await expect(paintHistory(page)).toHaveCount(1);
});

/** Draws across the middle of a pane, of a class that most of it is not. */
async function stroke(page: Page, { x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  await page.keyboard.press("3");
  await page.mouse.move(x + width * 0.45, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.55, y + height / 2, { steps: 5 });
  await page.mouse.up();
}

test("a damaged study file is refused with the reason, and nothing is kept", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page.locator("#file-chooser").setInputFiles({
    name: "broken.cristae.zip",
    mimeType: "application/zip",
    buffer: Buffer.from("PK\u0003\u0004 this was cut off"),
  });
  await expect(page.getByText(/This study file was refused|it is not a Cristae study/).first()).toBeVisible();
});
