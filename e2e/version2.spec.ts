import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { strToU8, zipSync } from "fflate";
import { test } from "./knownMachine.ts";
import { boardRow, boardRows } from "./support.ts";

const log = readFileSync(new URL("../src/core/study/fixtures/version2/interrupted.jsonl", import.meta.url), "utf8");
const file = {
  name: "old.cristae.zip",
  mimeType: "application/zip",
  buffer: Buffer.from(zipSync({ "log.jsonl": strToU8(log) })),
};

test("a study of version 2 opens with its trials and scores, takes a new event, and opens again", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page.locator("#file-chooser").setInputFiles(file);
  await expect(page.getByRole("dialog")).toContainText(/Best.*mean IoU 0\.\d{3}/);
  await page.getByRole("button", { name: "Keep in this browser and open" }).click();
  await page.getByRole("button", { name: "Study", exact: true }).click();
  await page.getByRole("menuitem", { name: "Rename study" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Gone on with");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Study", exact: true })).toHaveText("Gone on with");
  await page.reload();
  await expect(page.getByRole("button", { name: "Study", exact: true })).toHaveText("Gone on with");
  await expect(boardRows(page)).toHaveCount(5);
  await boardRow(page, 3).dblclick();
  await expect(page.getByRole("table", { name: "Metrics" })).toContainText("foreground Dice");
});
