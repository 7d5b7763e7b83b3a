import { expect, type Page } from "@playwright/test";
import { test } from "./knownMachine.ts";
import { leaveToFuzz } from "./long.ts";
import {
  boardRow,
  boardRows,
  expectNoSeriousFindingInEitherTheme,
  openRoom,
  searchEnds,
  startSmallSearch,
} from "./support.ts";

test("a first search starts with one click and shows its first scores", async ({ page }) => {
  await page.goto("/");
  await expect(
    page.getByRole("heading", { name: "Open an EM stack, search for a network that segments it" }),
  ).toBeVisible();
  await page.getByRole("button", { name: /Start search/ }).click();
  await expect(page.getByRole("toolbar", { name: "Run" }).getByRole("status")).toHaveText("Running");
  await expect(boardRows(page).first()).toContainText(/0\.\d{3}/);
  await expect(page).toHaveTitle(/\d+ of 8/);
});

test("run, pause, reload, resume: the study goes on where it was and ends", async ({ page }) => {
  await startSmallSearch(page, { trials: 3, steps: 40, evaluateEvery: 10 });
  await expect(boardRows(page).nth(1)).toContainText(/0\.\d{3}/);
  await page.reload();
  await expect(page.getByRole("toolbar", { name: "Run" }).getByRole("status")).toHaveText("Paused");
  await expect(boardRows(page).first()).toBeVisible();
  await page.getByRole("button", { name: /^Go on/ }).click();
  await searchEnds(page);
  await expect(boardRows(page)).toHaveCount(4);
  await expect(boardRows(page).filter({ hasText: "Finished" })).toHaveCount(4);
  const verdict = page.getByRole("region", { name: "Verdict" });
  await expect(verdict).toContainText(/U-Net|learnt enough to compare/);
  await expect(verdict).toContainText(/blocks of the validation part|compare/);
  await boardRows(page).first().dblclick();
  await expect(page.getByRole("table", { name: "Metrics" })).toContainText(/boundary F-score[01]\.\d{3}/);

  const against = page.getByRole("combobox", { name: "Against" }).or(page.getByRole("textbox", { name: "Against" }));
  await against.first().click();
  await page.getByRole("option", { name: "Trial 2" }).click();
  await expect(page.getByRole("region", { name: "What differs" }).getByRole("img")).toHaveAccessibleName(/ kernels/);
  await expect(page.getByRole("region", { name: "Where it matters" }).getByRole("img")).toHaveAccessibleName(
    /^Only U-Net right: .*%.*; only Trial 2: /,
  );
  await expect(page.getByRole("region", { name: "Cost and gain" })).toContainText(/Parameters.*k.*%/);
  await expectNoSeriousFindingInEitherTheme(page, "what differs");
  await page.getByRole("button", { name: "All trials" }).click();
  await seesEveryNetwork(page);
});

/** The contact sheet, the columns of the table and the palette, of a search of three trials that has ended. */
async function seesEveryNetwork(page: Page): Promise<void> {
  const sheet = page.getByRole("region", { name: "Contact sheet" });
  await expect(sheet.getByRole("button", { name: /, at step 40, mean IoU 0\.\d\d$/ })).toHaveCount(4);
  await sheet.getByRole("button", { name: /^Trial 2/ }).click();
  await expect(boardRow(page, 2)).toHaveAttribute("aria-selected", "true");
  await sheet.getByText("Errors").click();
  await expect(sheet.getByText(/^\d+\s% wrong$/).first()).toBeVisible();

  const memory = page.getByRole("columnheader", { name: "Memory" });
  await expect(memory).toHaveCount(0);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitem", { name: "Memory, hidden" }).click();
  await page.keyboard.press("Escape");
  await expect(memory).toBeVisible();
  await page.reload();
  await expect(memory).toBeVisible();
  await expect(sheet.getByRole("button", { name: /, at step 40, mean IoU 0\.\d\d$/ })).toHaveCount(4);
  await expectNoSeriousFindingInEitherTheme(page, "the contact sheet");

  await page.keyboard.press("Control+k");
  await expect(page.getByRole("textbox", { name: "Find a command" })).toBeFocused();
  await page.keyboard.type("open trial 1");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Trial 1" })).toBeVisible();
}

test("one trial can be stepped, one stopped, and a trial's page tells everything", async ({ page }) => {
  await startSmallSearch(page, { trials: 3, steps: 400, evaluateEvery: 20 });
  await expect(boardRows(page).first()).toContainText(/0\.\d{3}/);
  await boardRows(page).first().click();
  await page.getByRole("button", { name: "Stop this trial" }).click();
  await expect(boardRows(page).filter({ hasText: "Stopped" })).toHaveCount(1);
  await boardRows(page).filter({ hasText: "Stopped" }).dblclick();
  await expect(page.getByRole("region", { name: "Curves of the trial" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Scores per class" })).toContainText("Mitochondrion");
  await expect(page.getByText("The baseline, trained like every candidate.")).toBeVisible();
  await page.getByRole("button", { name: "All trials" }).click();
  await page.getByRole("button", { name: /Finish trial, then stop/ }).click();
  await expect(page.getByRole("toolbar", { name: "Run" }).getByRole("status")).toHaveText("Finishing");
  await page.getByRole("button", { name: /Stop now/ }).click();
  await expect(page.getByRole("toolbar", { name: "Run" }).getByRole("status")).toHaveText("Paused");
});

test("the page's main thread stays free while a search runs", { tag: "@long" }, async ({ page }) => {
  leaveToFuzz();
  await page.addInitScript(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
    });
    Object.assign(window, { longTasks: tasks });
  });
  await startSmallSearch(page, { trials: 4, steps: 60, evaluateEvery: 10 });
  await page.evaluate(() => void ((window as unknown as { longTasks: number[] }).longTasks.length = 0));
  await searchEnds(page);
  const longest = await page.evaluate(() => Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks));
  test.info().annotations.push({ type: "longest task", description: `${Math.round(longest)} ms` });
  await openRoom(page, "Data");
  await expect(page.getByRole("heading", { name: "Classes" })).toBeVisible();
});
