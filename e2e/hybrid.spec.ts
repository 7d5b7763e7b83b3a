import { expect } from "@playwright/test";
import { test } from "./finishedSearch.ts";
import { leaveToFuzz } from "./long.ts";
import {
  boardRows,
  card,
  expectNoSeriousFindingInEitherTheme,
  fill,
  openRoom,
  searchEnds,
  unfoldSetup,
} from "./support.ts";

test(
  "a hybrid's ranges are edited, its members drawn, and its training laid out in phases",
  { tag: "@long" },
  async ({ page }) => {
    leaveToFuzz();
    await page.goto("/");
    await openRoom(page, "Space");
    await page.getByRole("combobox", { name: "Search space" }).click();
    await page.getByRole("option", { name: "Hybrid 2D-3D" }).click();
    const slices = page.getByRole("region", { name: "Slices, 1×3×3" });
    const pyramid = page.getByRole("region", { name: "Pyramid, 3×3×3" });
    await expect(slices.getByLabel("Blocks, as text")).toHaveValue("1 to 3");
    await slices.getByLabel("Blocks, as text").fill("2");
    await slices.getByLabel("Blocks, as text").blur();
    await pyramid.getByText("predictions", { exact: true }).click();
    const hybrids = page.getByRole("radiogroup", { name: "Hybrid to show" });
    await expect(hybrids.getByRole("radio", { name: /^Hybrid 1: 2 blocks, .* on features/ })).toBeVisible();
    await expect(page.getByRole("region", { name: "Network of hybrid 1" })).toContainText("volume/path0");
    await expectNoSeriousFindingInEitherTheme(page, "the hybrid space");

    await openRoom(page, "Search");
    await unfoldSetup(page);
    const phases = page.getByRole("region", { name: "Phases" });
    await phases.getByRole("button", { name: "2D, 3D, both" }).click();
    const timeline = phases.getByRole("radiogroup", { name: "Phase to edit" });
    await expect(timeline.getByRole("radio")).toHaveCount(3);
    await expect(page.getByLabel("Steps", { exact: true })).toHaveValue("400");
    await timeline.getByRole("radio", { name: /^Phase 2: 3D on it, 150 steps, by main, slices frozen/ }).click();
    await fill(page, "Steps of the phase", 50);
    await expect(page.getByLabel("Steps", { exact: true })).toHaveValue("300");
    await phases.getByLabel("Begins from trial").fill("7");
    await phases.getByLabel("Begins from trial").blur();
    await expect(phases.getByLabel("Its weights go to")).toHaveValue("slices");
    await phases.getByLabel("Losses, by output").fill("main");
    await phases.getByLabel("Losses, by output").blur();
    await expect(phases.getByText("Write outputs with weights, such as main 1, slices 0.33.")).toBeVisible();
    await fill(page, "Steps", 600);
    await expect(timeline.getByRole("radio", { name: /^Phase 1: 2D alone, 300 steps/ })).toBeVisible();
    await expectNoSeriousFindingInEitherTheme(page, "phases of a recipe");
  },
);

test("a hybrid is built on a trained network, trains in phases, and is compared with and without a field", async ({
  page,
  openFinishedSearch,
}) => {
  await openFinishedSearch();
  await boardRows(page).first().click();
  await page.getByRole("button", { name: /^Build a hybrid on it/ }).click();
  await page.getByRole("menuitem", { name: "Hybrid 2D-3D", exact: true }).click();
  await expect(card(page, 2)).toContainText("Hybrid 2D-3D");
  await page.getByRole("button", { name: "Change stage 2" }).click();
  await fill(page, "Steps", 6);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Go on/ }).click();
  await expect(boardRows(page).filter({ hasText: "Hybrid 2D-3D on" })).toBeVisible();
  await searchEnds(page);
  const hybrid = boardRows(page).filter({ hasText: "Hybrid 2D-3D on" });
  await expect(hybrid).toContainText(/0\.\d/);

  await hybrid.click();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await openRoom(page, "Compare");
  const pane = page.getByRole("region", { name: /^Pane .: Hybrid 2D-3D on [^,]+(, CRF)?$/ });
  await expect(pane).toBeVisible();
  await expect(pane).not.toContainText("Predicting");
  await page.getByRole("switch", { name: "CRF" }).check({ force: true });
  await expect(page.getByRole("region", { name: /^Pane .: Hybrid 2D-3D on [^,]+, CRF$/ })).toBeVisible();
  await expect(pane).not.toContainText("Predicting");
  await page.getByRole("button", { name: "Numbers of the CRF" }).click();
  const likeness = page.getByRole("slider", { name: "Likeness" });
  await expectNoSeriousFindingInEitherTheme(page, "the CRF of compared predictions");
  await likeness.focus();
  for (let step = 0; step < 20; step++) await page.keyboard.press("ArrowRight");
  await expect(likeness).toHaveAttribute("aria-valuenow", "3");
  await page.getByRole("switch", { name: "CRF" }).uncheck({ force: true });
  await expect(page.getByRole("region", { name: /^Pane .: .*, CRF/ })).toHaveCount(0);
});
