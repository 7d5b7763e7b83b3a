import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { test } from "./knownMachine.ts";
import { boardRow, boardRows, openRoom, searchEnds, startSmallSearch } from "./support.ts";

test("two candidates are compared, the figure, a mask and the study leave the page, and the study comes back", async ({
  page,
}) => {
  await startSmallSearch(page, { trials: 2, steps: 20 });
  await searchEnds(page);
  for (const trial of [1, 2]) {
    await boardRow(page, trial).click();
    await page.getByRole("button", { name: "Compare", exact: true }).first().click();
  }
  await openRoom(page, "Compare");
  await expect(page.getByText("Scores", { exact: true })).toBeVisible();
  await expect(page.getByText(/IoU over all validation pixels/)).toBeVisible();
  await page.keyboard.press("m");
  await page.keyboard.press("n");

  const [figure] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export figure" }).click(),
  ]);
  expect(figure.suggestedFilename()).toMatch(/\.(png|json)$/);

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
