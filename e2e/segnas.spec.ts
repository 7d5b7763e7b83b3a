import { expect, type Page } from "@playwright/test";
import { test } from "./knownMachine.ts";
import { boardRows, expectNoSeriousFindingInEitherTheme, fill, openRoom, searchEnds } from "./support.ts";

async function chooseSegnas(page: Page): Promise<void> {
  await openRoom(page, "Space");
  await page.getByRole("combobox", { name: "Search space" }).click();
  await page.getByRole("option", { name: "SegNAS" }).click();
  await expect(page.getByRole("region", { name: "Operation matrix" })).toBeVisible();
}

const matrix = (page: Page) => page.getByRole("region", { name: "Operation matrix" });
const graph = (page: Page) => page.getByRole("region", { name: "Block as a graph" });
const whatIf = (page: Page) => page.getByRole("region", { name: "What if" });

test("a block is edited in matrix and graph alike, and an illegal one says which node is at fault", async ({
  page,
}) => {
  await page.goto("/");
  await chooseSegnas(page);
  await page.getByText("SegNAS11", { exact: true }).click();
  await expect(whatIf(page)).toContainText("33 367 200".replaceAll(" ", "\u202F"));
  await expect(whatIf(page)).toContainText(/76\.6.%.*of all vectors are legal/s);
  await expect(matrix(page)).toContainText("Legal");

  const cell = matrix(page).getByRole("button", { name: /^From 0 to 1/ });
  const edge = graph(page).getByRole("button", { name: /^Edge from 0 to 1/ });
  await cell.focus();
  await page.keyboard.press("0");
  await expect(edge).toHaveAccessibleName("Edge from 0 to 1: none");
  await expect(matrix(page).getByRole("status")).toContainText("Node 1 has no input");
  await expect(graph(page)).toContainText("Illegal");
  await expect(page.getByRole("region", { name: "Network of the example" })).toContainText(
    "There is none: Node 1 of the block has no input.",
  );
  await expectNoSeriousFindingInEitherTheme(page, "an illegal block");

  await edge.click();
  await expect(cell).toHaveAccessibleName("From 0 to 1: Conv 1");
  await expect(matrix(page)).toContainText("Legal");
  await cell.click({ button: "right" });
  await cell.click({ modifiers: ["Shift"] });
  await expect(edge).toHaveAccessibleName("Edge from 0 to 1: skip");
  await cell.focus();
  await page.keyboard.press("ArrowRight");
  await expect(matrix(page).getByRole("button", { name: /^From 0 to 2/ })).toBeFocused();
  await expectNoSeriousFindingInEitherTheme(page, "a legal block");
});

test("pinning gives SegNAS4 its name, and unpinning takes it away", async ({ page }) => {
  await page.goto("/");
  await chooseSegnas(page);
  const preset = (name: string) => page.getByRole("radio", { name, exact: true });
  await page.getByText("SegNAS4", { exact: true }).click();
  await expect(page.getByText("4 dimensions")).toBeVisible();
  await expect(whatIf(page)).toContainText(/Vectors\s*400/);
  await page.getByRole("button", { name: "Search all operations from 0 to 2 again" }).click();
  await expect(page.getByText("changed in 1 place")).toBeVisible();
  await expect(page.getByText("5 dimensions")).toBeVisible();
  await page.getByRole("button", { name: "Pin none from 0 to 2: the search keeps it" }).click();
  await expect(preset("SegNAS4")).toBeChecked();
  await expect(page.getByText("as it comes")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(page.getByText("5 dimensions")).toBeVisible();
});

test("CRS searches block graphs: illegal ones are counted, the population can be played", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Only open the data" }).click();
  await expect(page.getByRole("heading", { name: "Classes" })).toBeVisible();
  await page.getByText("All 3", { exact: true }).click();
  await page.getByRole("application", { name: /, XY / }).click({ position: { x: 300, y: 200 } });
  await expect(page.getByRole("application", { name: /, XZ / })).toBeVisible();
  await expectNoSeriousFindingInEitherTheme(page, "three planes");

  await chooseSegnas(page);
  await openRoom(page, "Search");
  await expect(page.getByRole("combobox", { name: "Proposes by" })).toHaveValue("CRS2 with local mutation");
  await expect(page.getByRole("combobox", { name: "Minimises" })).toHaveValue("−ln Dice");
  await expect(page.getByText(/Not for this space: .* needs a hierarchy of modules/)).toBeVisible();
  await fill(page, "Population, 0 for at most a third of the trials", 12);
  for (const [label, value] of [
    ["Steps", 4],
    ["Evaluate every", 4],
    ["Patch", 16],
    ["Batch", 1],
    ["Trials", 18],
    ["Workers", 1],
    ["Memory cap", 12],
  ] as const)
    await fill(page, label, value);
  await fill(page, "Trials", 12);
  await expect(page.getByText("12 trials end inside CRS's first part of 12: this is random search")).toBeVisible();
  await fill(page, "Trials", 18);
  await expect(page.getByText("this is random search")).toBeHidden();
  await page.getByRole("region", { name: "Start a search" }).getByRole("button", { name: "Start search" }).click();
  await searchEnds(page);

  const evolution = page.getByRole("region", { name: "Validation Dice over evaluations" });
  await expect(evolution).toContainText("18 evaluations");
  await expect(evolution).toContainText(/[1-9]\d* illegal/);
  const population = page.getByRole("region", { name: "Population over time" });
  await expect(population).toContainText("after 18 of 18, 12 points");
  await population.getByRole("slider", { name: "Evaluations" }).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect(population).toContainText("after 1 of 18, 1 points");

  // Of many rows only those in sight are in the page.
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: "Illegal" }).click();
  await boardRows(page).filter({ hasText: "Illegal" }).first().click();
  await expect(page.getByRole("complementary", { name: /^Trial \d+/ })).toContainText(
    /Turned down before it was built: Node \d of the block has no (in|out)put\. No training time was lost\./,
  );
  await expectNoSeriousFindingInEitherTheme(page, "evolution");
  await page.getByRole("combobox", { name: "Pictures" }).click();
  await page.getByRole("option", { name: "Training" }).click();
  await expect(page.getByRole("region", { name: "Best mean IoU so far" })).toBeVisible();

  await openRoom(page, "Compare");
  await expect(page.getByRole("application", { name: /^Trial \d+, XZ/ })).toBeVisible();
  await expect(page.getByText("Predicting")).toHaveCount(0);
  await expectNoSeriousFindingInEitherTheme(page, "a prediction in three planes");
});
