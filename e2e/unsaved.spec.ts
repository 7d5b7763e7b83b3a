import { expect, test } from "@playwright/test";
import { boardRows } from "./support.ts";

/** A lab's server without TLS: browsers give such a page no private storage. */
const HOST = "lab.test";
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, args: [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${HOST} 127.0.0.1`] }),
});

test("where nothing outlives the tab the page says so, offers the study file, and warns on leaving", async ({
  page,
  baseURL,
}) => {
  await page.goto(baseURL!.replace("localhost", HOST));
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await expect(page.getByText(/is kept until this tab closes/)).toBeVisible();
  await expect(page.getByText("survives a closed tab")).toHaveCount(0);

  await page.getByRole("button", { name: /Start search/ }).click();
  await expect(page.getByRole("toolbar", { name: "Run" }).getByRole("status")).toHaveText("Running");
  await expect(page.getByText("Kept until this tab closes")).toBeVisible();
  await expect(page.getByText(/^Saved/)).toHaveCount(0);
  await expect.poll(() => boardRows(page).count()).toBeGreaterThan(0);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the study file" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.cristae\.zip$/);
  const asked = page.waitForEvent("dialog");
  void page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
});
