import { expect, type Page } from "@playwright/test";
import { test } from "./knownMachine.ts";
import { expectNoSeriousFindingInEitherTheme, openRoom } from "./support.ts";

async function openLearn(page: Page): Promise<void> {
  await page.goto("/");
  await openRoom(page, "Learn");
  await expect(page.getByRole("region", { name: "Where it looks" })).toBeVisible();
}

async function choose(page: Page, field: "Strategy" | "Function", option: RegExp): Promise<void> {
  await page.getByRole("combobox", { name: field, exact: true }).click();
  await page.getByRole("option", { name: option }).click();
}

const thoughts = (page: Page) => page.getByRole("list", { name: "Why this point" });
const evaluation = (page: Page, at: number, of: number) =>
  expect(page.getByText(`Evaluation ${at} of ${of}`)).toBeVisible();

test("CRS is followed step by step, forth and back, and played", async ({ page }) => {
  await openLearn(page);
  for (let step = 0; step < 31; step++) await page.keyboard.press("ArrowRight");
  await evaluation(page, 31, 300);
  await expect(thoughts(page)).toContainText(/Mirror point \d+ through the centre/);
  await expect(thoughts(page).getByRole("listitem")).toHaveCount(4);
  await page.keyboard.press("ArrowLeft");
  await evaluation(page, 30, 300);
  await expect(thoughts(page)).toContainText("Fill the population");
  await page.keyboard.press("Home");
  await evaluation(page, 0, 300);
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: /^Pause/ })).toBeVisible();
  await expect(page.getByText(/Evaluation [2-9]\d* of 300/)).toBeVisible();
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: /^Play/ })).toBeVisible();
  await page.keyboard.press("End");
  await evaluation(page, 300, 300);
  await expect(page.getByText(/Accepted \d+, of these \d+ by mutation/)).toBeVisible();
});

test("blackbox shows its surrogate and how far it keeps away", async ({ page }) => {
  await openLearn(page);
  await choose(page, "Strategy", /^blackbox/);
  await choose(page, "Function", /^Hartmann/);
  await evaluation(page, 0, 60);
  await expect(page.getByRole("radio", { name: "Surrogate" })).toHaveCount(0);
  await page.keyboard.press("End");
  await evaluation(page, 60, 60);
  await expect(thoughts(page)).toContainText("The radius has come down to 0");
  await page.getByRole("radiogroup", { name: "Shown as height" }).getByText("Surrogate").click();
  await expect(page.getByRole("radio", { name: "Surrogate" })).toBeChecked();
  await expect(
    page.getByRole("img", { name: /Hartmann, 3 variables after 60 evaluations, best −3\.[78]/ }),
  ).toBeVisible();
});

test("many seeds and random sampling stand beside the run", async ({ page }) => {
  await openLearn(page);
  await page.keyboard.press("End");
  const plot = page.getByRole("region", { name: "How far from the minimum" });
  await expect(plot).toContainText("the middle half of 100 seeds");
  await expect(plot).not.toContainText("random sampling");
  await page.getByRole("button", { name: "Race against random" }).click();
  await expect(plot).toContainText("random sampling");
});

test("suggestions and options change the plan; a plan that cannot be is refused in words", async ({ page }) => {
  await openLearn(page);
  await page.getByRole("button", { name: /Make the population 6/ }).click();
  await page.keyboard.press("End");
  await expect(page.getByText("population, 6", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Options of the strategy" }).click();
  await page.getByLabel(/^Population/).fill("2");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alert")).toContainText("A population of 2 is too small for 2 numbers");
});

test("a click places the first point", async ({ page }) => {
  await openLearn(page);
  await page.getByRole("img", { name: /^Branin/ }).click({ position: { x: 300, y: 200 } });
  await page.keyboard.press("ArrowRight");
  await expect(thoughts(page)).toContainText("Placed by hand.");
});

test("a strategy goes from here into a search", async ({ page }) => {
  await openLearn(page);
  await page.getByRole("button", { name: "Use in a search" }).click();
  await expect(page.getByText("CRS2 with local mutation is the strategy of the next search.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Cristae, Search" })).toBeAttached();
});

test("has no serious finding in either theme", async ({ page }) => {
  await openLearn(page);
  for (let step = 0; step < 35; step++) await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "Race against random" }).click();
  await expectNoSeriousFindingInEitherTheme(page, "learn");
});
