import { readFile, writeFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { test } from "./finishedSearch.ts";
import { leaveToFuzz } from "./long.ts";
import { boardRow, openRoom } from "./support.ts";

/** What a click downloads: its name and its text. */
async function saved(
  page: Page,
  click: () => Promise<void>,
): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

test.use({ colorScheme: "light" });

test("plots leave as drawings and numbers, trials as tables and journals, and a plan comes back", async ({
  page,
  openFinishedSearch,
}, testInfo) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openFinishedSearch();

  // Plots come with a part of the page that is loaded when the room is entered.
  await expect(page.getByRole("region", { name: /^Best/ })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include("section[aria-label^=Best]").analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  await page.getByRole("button", { name: "Best mean IoU so far as SVG or CSV" }).focus();
  await page.keyboard.press("Enter");
  const drawing = await saved(page, () => page.getByRole("menuitem", { name: "Drawing as SVG" }).click());
  expect(drawing.name).toBe("Best mean IoU so far.svg");
  expect(drawing.text).toMatch(/^<svg xmlns=/);
  expect(drawing.text).not.toContain("var(--");
  expect(drawing.text).not.toContain("class=");
  expect(drawing.text).toContain("2 trials");

  await page.getByRole("button", { name: "Validation mean IoU as SVG or CSV" }).click();
  const numbers = await saved(page, () => page.getByRole("menuitem", { name: "Numbers as CSV" }).click());
  expect(numbers.text).toMatch(/^trial,step,Validation mean IoU,Share of the validation part\r\n/);
  expect(numbers.text.trim().split("\r\n").length).toBeGreaterThan(2);

  for (const [format, begins] of [
    ["CSV", /^trial,status,reason,mean_iou,/],
    ["Optuna journal", /^\{"op_code":0,/],
  ] as const) {
    await page.getByRole("button", { name: "Save trials" }).click();
    const trials = await saved(page, () => page.getByRole("menuitem", { name: format, exact: true }).click());
    expect(trials.text).toMatch(begins);
  }

  await page.screenshot({ path: testInfo.outputPath("search.png") });
  await page.getByRole("button", { name: "New search" }).click();
  const plan = await saved(page, () => page.getByRole("button", { name: "Save plan" }).click());
  expect(JSON.parse(plan.text)).toMatchObject({ version: 3, stages: [{ kind: "search", trials: 2 }] });
  await page.screenshot({ path: testInfo.outputPath("setup.png") });
  const changed = testInfo.outputPath("mine.json");
  await writeFile(changed, plan.text.replace('"trials": 2', '"trials": 7').replace(/"seed": \d+/, '"seed": 5'));
  await page.locator("#file-chooser").setInputFiles(changed);
  await expect(page.getByText(/mine\.json: .*7 networks; the seed is 5/)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("5");
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("textbox", { name: "Seed" })).not.toHaveValue("5");
});

test(
  "plots of every room leave with their words and numbers, and a mask in the format that was chosen last",
  { tag: "@long" },
  async ({ page, openFinishedSearch }) => {
    leaveToFuzz();
    await openFinishedSearch();
    for (const row of [1, 2]) {
      await boardRow(page, row).click();
      await page.keyboard.press("c");
    }
    /** Both files of a plot: the drawing must hold `words`, the table must begin with `head`. */
    const expectPlot = async (name: string, words: readonly string[], head: RegExp) => {
      const take = async (what: string) => {
        await page.getByRole("button", { name: `${name} as SVG or CSV`, exact: true }).click();
        return saved(page, () => page.getByRole("menuitem", { name: what }).click());
      };
      const drawing = await take("Drawing as SVG");
      for (const word of words) expect(drawing.text).toContain(word);
      // Behind a letter it may be a pixel of an image.
      expect(drawing.text).not.toMatch(/var\(--|[^\w+/]NaN/);
      const { text } = await take("Numbers as CSV");
      expect(text).toMatch(head);
      expect(text.trim().split("\r\n").length).toBeGreaterThan(2);
    };
    await openRoom(page, "Data");
    await expectPlot("Histogram of intensities", ["<path"], /^intensity low,intensity high,count\r\n/);
    await expectPlot("Presence of classes", ["slice z", "<rect"], /^slice,.+\r\n0,/);
    await openRoom(page, "Space");
    await expectPlot("Parameters", ["Parameters", "median"], /^value low,value high,count(,before)?\r\n/);
    await openRoom(page, "Compare");
    await expectPlot("Disagreement per slice", ["validate", "%"], /^slice,share\r\n0,/);

    for (const isFirst of [true, false]) {
      await page
        .getByRole("button", { name: /^Pane . shows Trial/ })
        .first()
        .click();
      await page.getByRole("menuitem", { name: "Export mask" }).click();
      const dialog = page.getByRole("dialog", { name: /^Export mask of/ });
      const format = dialog.getByRole("combobox", { name: "Format" });
      if (isFirst) {
        await expect(format).toHaveValue("TIFF");
        await format.click();
        await page.getByRole("option", { name: "NPY", exact: true }).click();
      }
      await expect(format).toHaveValue("NPY");
      const mask = await saved(page, () => dialog.getByRole("button", { name: "Download" }).click());
      expect(mask.name).toMatch(/\.npy$/);
      expect(mask.text).toContain("NUMPY");
    }

    await openRoom(page, "Learn");
    await expect(page.getByRole("region", { name: "Where it looks" })).toBeVisible();
    for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowRight");
    await expect(page.getByText("Evaluation 3 of")).toBeVisible();
    await expectPlot("Where it looks", ["<image", "x₁"], /^evaluation,x1,x2,value\r\n1,/);
  },
);
