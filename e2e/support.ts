import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** The room's tab in the top bar. */
export const openRoom = (page: Page, name: "Data" | "Space" | "Search" | "Compare" | "Learn") =>
  page
    .getByRole("navigation", { name: "Rooms" })
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .click();

export interface SmallSearch {
  readonly trials: number;
  readonly steps: number;
  readonly evaluateEvery?: number;
}

/** Starts a search on the Platelets sample that ends within seconds: few steps, small patches, the Tiny space. */
export async function startSmallSearch(page: Page, search: SmallSearch): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Only open the data" }).click();
  await expect(page.getByRole("heading", { name: "Classes" })).toBeVisible();
  await openRoom(page, "Search");
  await startFromSetup(page, search);
}

/** Starts such a search on the data that are open, from where it is set up. */
export async function startFromSetup(
  page: Page,
  { trials, steps, evaluateEvery = Math.max(1, Math.floor(steps / 2)) }: SmallSearch,
): Promise<void> {
  await fill(page, "Steps", steps);
  await fill(page, "Evaluate every", evaluateEvery);
  await fill(page, "Patch", 32);
  await fill(page, "Batch", 2);
  await fill(page, "Trials", trials);
  await fill(page, "Workers", 1);
  await page.getByRole("region", { name: "Start a search" }).getByRole("button", { name: "Start search" }).click();
  await expect(page.getByRole("toolbar", { name: "Run" })).toBeVisible();
}

/** Opens all groups of fields where a search is set up. */
export const unfoldSetup = (page: Page) => page.getByRole("button", { name: "Unfold all" }).click();

/** Types a number into a field and leaves it. */
export async function fill(page: Page, label: string, value: number): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(String(value));
  await field.blur();
}

export const searchEnds = (page: Page) =>
  expect(page.getByRole("toolbar", { name: "Run" }).getByRole("status")).toHaveText("Finished");

/** Rows of the leaderboard, head left out. */
export const boardRows = (page: Page) =>
  page
    .getByRole("region", { name: "Leaderboard" })
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });

/** The row of one trial, wherever its rank puts it: ranks may still change when the search says that it has ended. */
export const boardRow = (page: Page, trial: number) =>
  boardRows(page).filter({ has: page.getByRole("button", { name: new RegExp(`^${trial}( best)?$`) }) });

/** Cards of the stages of a search. */
const stages = (page: Page) => page.getByRole("group", { name: "Stages" });
export const card = (page: Page, number: number) =>
  stages(page).getByRole("button", { name: new RegExp(`^${number} `) });

/** What axe finds of serious or critical impact, in the theme that is shown. */
export async function expectNoSeriousFinding(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(" | ")}`);
  expect(serious).toEqual([]);
}

export async function expectNoSeriousFindingInEitherTheme(page: Page, where: string): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    await expectNoSeriousFinding(page, `${where}, ${colorScheme}`);
  }
}
