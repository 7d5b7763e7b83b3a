import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { test } from "./knownMachine.ts";
import { openRoom } from "./support.ts";

test("a space is edited on its ranges, undone, saved and loaded", async ({ page }) => {
  await page.goto("/");
  await openRoom(page, "Space");
  const kernels = page.getByLabel("Kernels, net, as text");
  await expect(kernels).toHaveValue("4 to 12");
  await expect(page.getByText(/median/).first()).toBeVisible();

  const before = await page.getByText(/× 10/).first().textContent();
  await page.getByRole("slider", { name: "Kernels, net, to" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(kernels).toHaveValue("4 to 13");
  await expect(page.getByText("changed in 1 place")).toBeVisible();
  await expect(page.getByText(/× 10/).first()).not.toHaveText(before!);

  await page.keyboard.press("Control+z");
  await expect(kernels).toHaveValue("4 to 12");
  await page.keyboard.press("Control+y");
  await expect(kernels).toHaveValue("4 to 13");

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save" }).click(),
  ]);
  const saved = JSON.parse(await readFile(await download.path(), "utf8")) as {
    space: string;
    settings: { kernels: number[][] };
  };
  expect([saved.space, saved.settings.kernels[0]]).toEqual(["module-tree", [4, 13]]);

  await page.getByText("Browser", { exact: true }).click();
  await expect(kernels).toHaveValue("4 to 32");
  await page.locator('input[type="file"][accept*="json"]').setInputFiles(await download.path());
  await expect(kernels).toHaveValue("4 to 13");
});

test("a bad space file says which field and why", async ({ page }) => {
  await page.goto("/");
  await openRoom(page, "Space");
  const bad = { space: "module-tree", settings: { kernels: [[9, 4], null, null, null] } };
  await page
    .locator('input[type="file"][accept*="json"]')
    .setInputFiles({ name: "bad.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(bad)) });
  await expect(page.getByText(/The module-tree space does not fit: kernels\.0/)).toBeVisible();
});

test("sampled trees are shown as networks, taken apart by a click", async ({ page }) => {
  await page.goto("/");
  await openRoom(page, "Space");
  await page.getByRole("radio", { name: /^Tree 3/ }).click();
  await expect(page.getByRole("region", { name: "Network of tree 3" })).toBeVisible();
  await page.getByRole("button", { name: "Expand all" }).click();
  await expect(page.getByText("conv0/conv").first()).toBeVisible();
});
