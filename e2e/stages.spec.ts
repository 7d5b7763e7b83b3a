import { expect } from "@playwright/test";
import { test } from "./finishedSearch.ts";
import { leaveToFuzz } from "./long.ts";
import { boardRows, card, fill, searchEnds } from "./support.ts";

test("the two-stage pipeline runs from one click and says what may be claimed", { tag: "@long" }, async ({ page }) => {
  leaveToFuzz();
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).click();
  await page.getByRole("button", { name: /^Pause/ }).click();
  await expect(page.getByRole("button", { name: /^Go on/ })).toBeEnabled();
  await page.getByRole("button", { name: "New search" }).click();
  await page.getByRole("combobox", { name: "Pipeline" }).click();
  await page.getByRole("option", { name: "Two-stage (Guay 2019)" }).click();
  for (const [number, label, size] of [
    [2, "Retrainings", 3],
    [3, "Candidates", 16],
    [4, "Retrainings", 5],
  ] as const) {
    await page.getByRole("button", { name: `Change stage ${number}` }).click();
    await fill(page, label, size);
    await page.keyboard.press("Escape");
  }
  await expect(card(page, 3)).toContainText("16");
  for (const [label, value] of [
    ["Steps", 12],
    ["Evaluate every", 12],
    ["Patch", 32],
    ["Batch", 2],
    ["Trials", 2],
    ["Workers", 1],
  ] as const)
    await fill(page, label, value);
  await page.getByRole("region", { name: "Start a search" }).getByRole("button", { name: "Start search" }).click();
  await searchEnds(page);

  await card(page, 2).click();
  await expect(page.getByRole("region", { name: "Retraining control" })).toContainText(
    /retrained 3 times it scored 0\.\d{3} to 0\.\d{3}.*Its 5 retrainings (score more.*more than luck|do not score more.*no gain can be claimed).*chance of \d+ %/,
  );
  await expect(boardRows(page)).toHaveCount(4);
  await card(page, 3).click();
  await expect(page.getByRole("region", { name: "Surrogate", exact: true })).toBeVisible();
  await expect(page.getByRole("img", { name: /Surrogate from .* to/ })).toBeVisible();
  await expect(page.getByRole("group", { name: "Parallel coordinates" }).getByRole("slider")).toHaveCount(8);
  await card(page, 4).click();
  await expect(page.getByRole("region", { name: "Retraining control" })).toContainText("Its 5 retrainings");
  await card(page, 5).click();
  await expect(page.getByRole("region", { name: "Test" }).getByRole("row")).toHaveCount(6);
  await expect(page.getByRole("region", { name: "Test" })).toContainText("opened once, after everything was chosen");
});

test("stages are added to a study that has ended, moved, taken out and run", async ({ page, openFinishedSearch }) => {
  await openFinishedSearch();
  const add = async (name: string) => {
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  await add("Ensemble of the best");
  await add("Test on the held-out slices");
  await add("Retrain the best from fresh weights");
  await expect(card(page, 3)).toContainText("Retrain");
  await expect(card(page, 4)).toContainText("Test");
  await page.getByRole("button", { name: "Change stage 3" }).click();
  await page.getByRole("menuitem", { name: "Take out" }).click();
  await expect(card(page, 3)).toContainText("Test");
  await page.getByRole("button", { name: "Change stage 2" }).click();
  await page.getByRole("menuitem", { name: "Run up to here" }).click();
  await expect(card(page, 2)).toContainText("1 of 1");
  await card(page, 2).click();
  await expect(page.getByRole("region", { name: "Ensemble", exact: true })).toContainText(/Ensemble of \d/);
  await page.getByRole("button", { name: /^Go on/ }).click();
  await searchEnds(page);
  await card(page, 3).click();
  await expect(page.getByRole("region", { name: "Test" })).toContainText(/0\.\d{3}/);
});

test("members of an ensemble are chosen one by one, and the page shows what each added", async ({
  page,
  openFinishedSearch,
}) => {
  await openFinishedSearch();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("menuitem", { name: "Ensemble of the best" }).click();
  await page.getByRole("button", { name: "Change stage 2" }).click();
  await page.getByRole("combobox", { name: "Chosen" }).click();
  await page.getByRole("option", { name: "Greedy", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(card(page, 2)).toContainText("greedy among 20");
  await page.getByRole("button", { name: /^Go on/ }).click();
  await searchEnds(page);
  await card(page, 2).click();
  const rounds = page.getByRole("region", { name: "Members chosen, round by round" });
  await expect(rounds).toContainText("4 additions");
  await expect(rounds).toContainText(/Dashed: (Trial \d|U-Net) alone, 0\.\d{3}\./);
  await expect(page.getByRole("region", { name: "Gain of pairs by disagreement" })).toContainText(
    /Differing explains \d+ %/,
  );
  await page.getByRole("button", { name: "Compare with the best alone" }).click();
  await expect(page.getByRole("region", { name: /^Pane .: Ensemble/ })).toHaveCount(1);
  await expect(page.getByRole("region", { name: /^Pane .: (Trial \d|U-Net)/ })).toHaveCount(1);
});
