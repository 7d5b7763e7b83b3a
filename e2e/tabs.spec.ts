import { expect, type Page } from "@playwright/test";
import { leaveToFuzz } from "./long.ts";
import { test } from "./knownMachine.ts";
import { boardRows, openRoom, startSmallSearch } from "./support.ts";

const run = (page: Page) => page.getByRole("toolbar", { name: "Run" });
const studies = (page: Page) => page.getByRole("region", { name: "Studies in this browser" });

async function openSecond(page: Page): Promise<Page> {
  const second = await page.context().newPage();
  await second.goto("/");
  await studies(second).waitFor();
  return second;
}

test("a study that runs in another tab says so, is followed live, and cannot be deleted or gone on with", async ({
  page,
}) => {
  await startSmallSearch(page, { trials: 40, steps: 60 });
  const second = await openSecond(page);
  const row = studies(second).getByRole("row").filter({ hasText: "Runs in another tab" });
  await expect(row).toHaveCount(1);
  await row.getByRole("button", { name: /^Delete/ }).click();
  await expect(second.getByRole("alert").getByText(/Take it over here, or close that tab, to delete it/)).toBeVisible();
  await second.getByRole("alert").getByRole("button", { name: "Dismiss" }).click();
  await expect(row).toHaveCount(1);

  await row.getByRole("button", { name: /^Watch/ }).click();
  await expect(run(second).getByRole("status")).toHaveText("Runs in another tab");
  await expect(run(second).getByRole("button", { name: /Go on|Pause/ })).toHaveCount(0);
  const seen = await boardRows(second).count();
  await expect.poll(() => boardRows(second).count()).toBeGreaterThan(seen + 1);
  await expect
    .poll(async () => (await boardRows(page).count()) - (await boardRows(second).count()))
    .toBeLessThanOrEqual(1);

  await second.keyboard.press("p");
  await expect(second.getByText(/open in another tab, which writes it/)).toBeVisible();
});

test(
  "taking over: the other tab stops cleanly and follows, this one goes on, and nothing is lost or done twice",
  { tag: "@long" },
  async ({ page }) => {
    leaveToFuzz();
    await startSmallSearch(page, { trials: 12, steps: 60 });
    await expect.poll(() => boardRows(page).count()).toBeGreaterThan(1);
    const second = await openSecond(page);
    await second.getByRole("button", { name: /^Take over/ }).click();
    await expect(run(second).getByRole("status")).toHaveText("Running");
    await expect(run(page).getByRole("status")).toHaveText("Runs in another tab");

    await expect(run(second).getByRole("status")).toHaveText("Finished");
    await expect(boardRows(second)).toHaveCount(13);
    await expect(boardRows(page)).toHaveCount(13);
    await expect(run(page).getByRole("status")).toHaveText("Open in another tab");

    // Closed there, it is this tab's again without being asked for.
    await second.close();
    await expect(run(page).getByRole("status")).toHaveText("Finished");
    await page.reload();
    await expect(boardRows(page)).toHaveCount(13);
  },
);

declare global {
  interface Window {
    asked?: number;
  }
}

test("the film of a training is there after a reload, and the browser was asked once to keep it", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.storage.persist = () => Promise.resolve(((window.asked = (window.asked ?? 0) + 1), true));
  });
  await startSmallSearch(page, { trials: 1, steps: 40, evaluateEvery: 20 });
  await expect(run(page).getByRole("status")).toHaveText("Finished");
  expect(await page.evaluate(() => window.asked)).toBe(1);
  await page.reload();
  await openRoom(page, "Search");
  await boardRows(page).last().click();
  await expect(page.getByRole("group", { name: "Steps of training" }).getByRole("button")).toHaveCount(2);
  await expect(page.getByRole("img", { name: "Prediction at step 40, slice" })).toBeVisible();
});
