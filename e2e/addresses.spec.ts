import { expect, type Page } from "@playwright/test";
import { test } from "./finishedSearch.ts";
import { boardRows, expectNoSeriousFindingInEitherTheme, openRoom, startSmallSearch } from "./support.ts";

const room = (page: Page, name: string) => page.getByRole("main", { name: `${name} room` });
const paneA = (page: Page) => page.getByRole("region", { name: /^Pane A/ });

test("the test part is closed in Compare until it is opened by one act, which a reload remembers", async ({
  page,
  openFinishedSearch,
}) => {
  await openFinishedSearch();
  await openRoom(page, "Compare");
  await expect(paneA(page)).toContainText(/slice \d+, validation/);
  for (let turn = 0; turn < 3; turn++) {
    await page.keyboard.press("n");
    await expect(paneA(page)).toContainText(/slice \d+, validation/);
  }
  const strip = page.getByRole("region", { name: "Disagreement per slice" });
  await expect(strip).toContainText("test, closed");
  for (let slice = 0; slice < 24; slice++) await page.keyboard.press("PageDown");
  await expect(paneA(page)).toContainText(/slice 23, test/);
  await expect(page.getByText("Slice 23 belongs to the test part", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: /^Pane C/ })).toContainText("has not been opened yet");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expectNoSeriousFindingInEitherTheme(page, "a closed slice");

  await page.getByRole("button", { name: "Open the test part" }).click();
  const dialog = page.getByRole("dialog", { name: "Open the test part" });
  await expect(dialog).toContainText("cannot be closed again");
  await expectNoSeriousFindingInEitherTheme(page, "opening the test part");
  await dialog.getByRole("button", { name: "Keep it closed" }).click();
  await expect(page.getByRole("region", { name: /^Pane C/ })).toContainText("has not been opened yet");
  await page.getByRole("button", { name: "Open the test part" }).click();
  await dialog.getByRole("button", { name: "Open the test part" }).click();
  await expect(page.getByText("Slice 23 belongs to the test part", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("region", { name: /^Pane C/ })).not.toContainText("has not been opened yet");
  await expect(strip).not.toContainText("closed");

  await page.reload();
  await expect(paneA(page)).toContainText(/slice 23, test/);
  await expect(page.getByRole("region", { name: /^Pane C/ })).not.toContainText("has not been opened yet");
});

test("Back and Forward go through rooms and trials, and a reload comes back to the same", async ({
  page,
  openFinishedSearch,
}) => {
  await openFinishedSearch();
  await boardRows(page).first().dblclick();
  await expect(page.getByRole("region", { name: "Curves of the trial" })).toBeVisible();
  await openRoom(page, "Space");
  await openRoom(page, "Learn");
  await page.getByRole("button", { name: "Race against random" }).click();
  await page.goBack();
  await expect(room(page, "Space")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("region", { name: "Curves of the trial" })).toBeVisible();
  await page.goBack();
  await expect(boardRows(page)).toHaveCount(3);
  await page.goForward();
  await page.goForward();
  await page.goForward();
  await expect(room(page, "Learn")).toBeVisible();
  await expect(page.getByRole("button", { name: "Race against random" })).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await expect(room(page, "Learn")).toBeVisible();
  await expect(page.getByRole("button", { name: "Race against random" })).toHaveAttribute("aria-pressed", "true");
  await openRoom(page, "Search");
  await expect(page.getByRole("region", { name: "Curves of the trial" })).toBeVisible();
});

test("a link opened in a fresh browser sets up the same plan on the same sample", async ({ page, browser }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/");
  await page.getByRole("button", { name: "Only open the data" }).click();
  await expect(page.getByRole("button", { name: "Data 24 × 256 × 256" })).toBeVisible();
  await openRoom(page, "Space");
  await page.getByText("Paper", { exact: true }).click();
  await expect(page.getByRole("radio", { name: "Paper" })).toBeChecked();
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByText("Link copied.")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.length).toBeLessThan(2000);

  const context = await browser.newContext();
  const fresh = await context.newPage();
  await fresh.goto(link);
  await expect(room(fresh, "Space")).toBeVisible();
  await expect(fresh.getByRole("radio", { name: "Paper" })).toBeChecked();
  await openRoom(fresh, "Search");
  await expect(
    fresh.getByRole("region", { name: "Start a search" }).getByRole("button", { name: "Start search" }),
  ).toBeEnabled();
  await context.close();
});

test("after a reload the first line says what can go on, in every room but the one that shows it", async ({ page }) => {
  await startSmallSearch(page, { trials: 30, steps: 60 });
  await expect(boardRows(page).first()).toContainText(/0\.\d{3}/, { timeout: 60_000 });
  await openRoom(page, "Data");
  await page.reload();
  const line = page.getByRole("region", { name: "Interrupted study" });
  await expect(line).toContainText(/Platelets, 30 networks \d+ of 30 networks.*It can go on/);
  await expectNoSeriousFindingInEitherTheme(page, "a study that can go on");
  await page.goto("/");
  await expect(line).toContainText(/Platelets, 30 networks/);
  await line.getByRole("button", { name: "Open it and go on" }).click();
  await expect(page.getByRole("toolbar", { name: "Run" }).getByRole("status")).toHaveText("Running");
  await expect(line).toHaveCount(0);
});

test("the tour enters the rooms, which have a finished search in them", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /^Take the tour/ }).click();
  const step = page.getByRole("dialog").or(page.locator(".driver-popover"));
  for (const name of ["Data", "Space", "Search", "Compare"]) {
    await expect(page.getByRole("main", { name: `${name} room` })).toBeVisible();
    await expect(step.first()).toContainText(name);
    await step.getByRole("button", { name: "Next", exact: true }).click();
  }
  await expect(step.first()).toContainText("Everything is kept in this browser");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Study", exact: true })).toContainText("a finished search");
});
