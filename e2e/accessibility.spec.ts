import { expect } from "@playwright/test";
import { test } from "./finishedSearch.ts";
import { leaveToFuzz } from "./long.ts";
import { boardRows, expectNoSeriousFindingInEitherTheme, openRoom } from "./support.ts";

test("no room has a serious finding in either theme", { tag: "@long" }, async ({ page, openFinishedSearch }) => {
  leaveToFuzz();
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await expectNoSeriousFindingInEitherTheme(page, "first run");
  await openFinishedSearch();
  await page.getByRole("button", { name: "Study", exact: true }).click();
  await expect(page.getByRole("menuitem", { name: "Studies in this browser" })).toBeFocused();
  await expectNoSeriousFindingInEitherTheme(page, "study menu");
  await page.keyboard.press("Escape");
  await boardRows(page).nth(1).click();
  await expectNoSeriousFindingInEitherTheme(page, "search");
  await page.getByRole("button", { name: "Compare", exact: true }).first().click();
  await openRoom(page, "Data");
  await expect(page.getByRole("heading", { name: "Classes" })).toBeVisible();
  await expectNoSeriousFindingInEitherTheme(page, "data");
  await openRoom(page, "Space");
  await expect(page.getByRole("region", { name: /Network of tree/ })).toBeVisible();
  await expectNoSeriousFindingInEitherTheme(page, "space");
  await openRoom(page, "Compare");
  await expect(page.getByText("Scores", { exact: true })).toBeVisible();
  await expectNoSeriousFindingInEitherTheme(page, "compare");
  await page
    .getByRole("button", { name: /^Pane . shows Trial/ })
    .first()
    .click();
  await expectNoSeriousFindingInEitherTheme(page, "pane menu");
  await page.getByRole("menuitem", { name: "Export mask" }).click();
  await expect(page.getByRole("dialog", { name: /^Export mask of/ })).toBeVisible();
  await expectNoSeriousFindingInEitherTheme(page, "mask dialog");
});

test("? lists the shortcuts, and the palette finds commands", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText(/shortcuts/i);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Commands" }).getByRole("textbox").fill("go to space");
  await page.getByRole("dialog", { name: "Commands" }).getByText("Go to space").click();
  await expect(page.getByRole("table", { name: "Ranges of the search space" })).toBeVisible();
});
