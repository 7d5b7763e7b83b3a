import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { cristae, SMALL_SEARCH } from "./cristae.ts";
import { leaveToFuzz } from "./long.ts";
import { test } from "./knownMachine.ts";
import { boardRows, openRoom } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-travel-"));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a newcomer looks at a finished search, its images included; it is kept like any study", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Look at a finished search" }).click();
  await expect(page.getByText("Finished", { exact: true }).first()).toBeVisible();
  await expect(boardRows(page).first()).toBeVisible();
  await boardRows(page).first().click();
  await page.keyboard.press("c");
  await openRoom(page, "Compare");
  await expect(page.getByText(/IoU over all validation pixels/)).toBeVisible();
  await expect(page.getByText("The images of", { exact: false })).toBeHidden();
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Platelets, a finished search", exact: true })).toBeVisible();
});

test(
  "a study begun on the command line is looked at in the page and goes on on the command line",
  { tag: "@long" },
  async ({ page }) => {
    leaveToFuzz();
    const file = join(folder, "begun.cristae.zip");
    await cristae("search", ...SMALL_SEARCH, "--out", file);
    await page.goto("/");
    await page.getByRole("button", { name: /Start search/ }).waitFor();
    await page
      .locator("#file-chooser")
      .setInputFiles({ name: "begun.cristae.zip", mimeType: "application/zip", buffer: readFileSync(file) });
    await page.getByRole("button", { name: "Keep in this browser and open" }).click();
    await expect(boardRows(page)).toHaveCount(3);
    await boardRows(page).first().click();
    await page.keyboard.press("c");
    await openRoom(page, "Compare");
    await expect(page.getByText(/IoU over all validation pixels/)).toBeVisible();

    await page.getByRole("button", { name: "Study", exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Export study", exact: true }).click(),
    ]);
    const back = join(folder, "back.cristae.zip");
    await download.saveAs(back);
    const { code, lines } = await cristae(
      "resume",
      back,
      "--trials",
      "4",
      "--workers",
      "1",
      "--device",
      "simd",
      "--json",
    );
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatchObject({ type: "summary", trials: 4 });
  },
);
