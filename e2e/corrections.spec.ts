import { expect, type Page } from "@playwright/test";
import { encode } from "fast-png";
import { stat } from "node:fs/promises";
import { drawnDiscs } from "./discStack.ts";
import { leaveToFuzz } from "./long.ts";
import { test } from "./knownMachine.ts";
import { classPixels, drag, paintHistory, plane, setBrush, SIDE } from "./painting.ts";
import { card, expectNoSeriousFindingInEitherTheme, openRoom, searchEnds, startFromSetup } from "./support.ts";

const DEPTH = 10;
/** Where the disc of `discStack` is in a slice. */
const disc = (z: number) => [24, 20 + z] as const;

/** The discs as a series of pictures, a slice each. */
async function openSeries(page: Page): Promise<void> {
  const { image } = drawnDiscs(DEPTH);
  const area = SIDE * SIDE;
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page.locator("#file-chooser").setInputFiles(
    Array.from({ length: DEPTH }, (_, z) => ({
      name: `slice_${z}.png`,
      buffer: Buffer.from(
        encode({
          ...{ width: SIDE, height: SIDE, depth: 8, channels: 1 },
          data: image.slice(z * area, (z + 1) * area),
        }),
      ),
      mimeType: "image/png",
    })),
  );
}

async function goTo(page: Page, slice: number): Promise<void> {
  await page.getByRole("img", { name: /^Painted slices/ }).click({ position: await placeOf(page, slice) });
  await expect(page.getByText(`Slice ${slice} (0 to ${DEPTH - 1})`)).toBeVisible();
}

async function placeOf(page: Page, slice: number) {
  const { width } = (await page.getByRole("img", { name: /^Painted slices/ }).boundingBox())!;
  return { x: ((slice + 0.5) * width) / DEPTH, y: 4 };
}

/** Two strokes of each class in a slice. */
async function paintSlice(page: Page, slice: number): Promise<void> {
  await goTo(page, slice);
  const [x, y] = disc(slice);
  await page.keyboard.press("2");
  await drag(page, [
    [x - 5, y - 2],
    [x + 5, y - 2],
  ]);
  await drag(page, [
    [x - 5, y + 3],
    [x + 5, y + 3],
  ]);
  await page.keyboard.press("1");
  await drag(page, [
    [3, 3],
    [44, 3],
  ]);
  await drag(page, [
    [4, 6],
    [4, 44],
  ]);
}

/** Makes one slice right but for what is far from the disc: that is painted as it is, and so is a ring of ground around it. */
async function correctSlice(page: Page, slice: number): Promise<void> {
  await expect(page.getByText(`Slice ${slice} (0 to ${DEPTH - 1})`)).toBeVisible();
  await page.keyboard.press("b");
  await setBrush(page, 34);
  await page.keyboard.press("1");
  await drag(page, [disc(slice)]);
  await setBrush(page, 20);
  await page.keyboard.press("2");
  await drag(page, [disc(slice)]);
  await expect(paintHistory(page).first()).toContainText(`class 1, brush, slice ${slice}`);
}

const decided = (page: Page) => page.getByText(/^100\.0.% decided/);
const round = (page: Page, number: number) =>
  page.getByRole("table", { name: "Rounds of correction" }).getByRole("row").nth(number);
const changed = async (page: Page, number: number) =>
  Number((await round(page, number).getByRole("cell").nth(2).innerText()).replace(/\D/g, ""));

test(
  "a series without labels is painted, trained, corrected twice with less work the second time, and exported",
  { tag: "@long" },
  async ({ page }, info) => {
    leaveToFuzz();
    await openSeries(page);
    await page.getByRole("button", { name: "Paint labels" }).click();
    await expect(plane(page)).toBeVisible();
    await setBrush(page, 5);
    for (const slice of [0, 1, 3, 4, 7]) await paintSlice(page, slice);
    const painted = await classPixels(page, "class 1").innerText();
    for (let stroke = 0; stroke < 10; stroke++) await drag(page, [[10 + 3 * stroke, 44]]);
    await expect(page.getByRole("region", { name: "History" })).toContainText("30 steps");
    for (let stroke = 0; stroke < 30; stroke++) await page.keyboard.press("Control+z");
    await expect(page.getByText("No pixel is labelled.")).toBeVisible();
    for (let stroke = 0; stroke < 20; stroke++) await page.keyboard.press("Control+y");
    await expect(page.getByRole("region", { name: "History" })).toContainText("20 steps");
    await expect(page.getByRole("contentinfo", { name: "Status" })).toContainText("Labels saved");
    await page.reload();
    await expect(classPixels(page, "class 1")).toHaveText(painted);

    await openRoom(page, "Search");
    await startFromSetup(page, { trials: 1, steps: 20 });
    await searchEnds(page);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: "Correct slices, and train the best on by them" }).click();
    await card(page, 2).click();
    await page.getByLabel("Slices of a round", { exact: true }).fill("1");
    await page.getByRole("button", { name: "Correct the next slices" }).click();
    await correctSlice(page, 2);
    await page.keyboard.press("Enter");
    await expect(decided(page)).toBeVisible();

    await page.reload();
    await expect(decided(page)).toBeVisible();
    await page.keyboard.press("Control+z");
    await expect(decided(page)).toBeHidden();
    await page.getByRole("button", { name: "Accept the rest" }).click();
    await page.getByRole("button", { name: "Train on corrections" }).click();
    await searchEnds(page);
    await expect(round(page, 1)).toContainText(/[01]\.\d{3}/);

    await page.getByLabel("Slices of a round", { exact: true }).fill("1");
    await page.getByRole("button", { name: "Correct the next slices" }).click();
    await correctSlice(page, 5);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.screenshot({ path: info.outputPath("correcting.png") });
    await expectNoSeriousFindingInEitherTheme(page, "correcting");
    await page.keyboard.press("Shift+a");
    await expect(decided(page)).toBeVisible();
    await page.keyboard.press("r");
    await searchEnds(page);
    await expect(round(page, 2)).toContainText(/[01]\.\d{3}/);
    expect(await changed(page, 2)).toBeLessThan(await changed(page, 1));
    await expect(page.getByRole("img", { name: "What was corrected in slice 5, round 2" })).toBeVisible();
    await expect(page.getByRole("img", { name: "What voxels of slice 5 count" })).toBeVisible();
    await page.screenshot({ path: info.outputPath("rounds.png") });

    await page.getByRole("region", { name: "Leaderboard" }).getByText("1 corrected 2").click();
    await page.getByRole("region", { name: "Trial" }).getByRole("button", { name: "Compare" }).click();
    await openRoom(page, "Compare");
    await page
      .getByRole("button", { name: /^Pane . shows .*1 corrected 2/ })
      .first()
      .click();
    await page.getByRole("menuitem", { name: "Export mask" }).click();
    const dialog = page.getByRole("dialog", { name: /^Export mask of/ });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Download" }).click(),
    ]);
    expect((await stat(await download.path())).size).toBeGreaterThan(DEPTH * SIDE * SIDE);
  },
);
