import { expect, type Page } from "@playwright/test";
import { discStack } from "./discStack.ts";
import { test } from "./knownMachine.ts";
import { classPixels as pixels, classRow as row, drag, paintHistory as history, plane, setBrush } from "./painting.ts";
import { expectNoSeriousFindingInEitherTheme } from "./support.ts";

/** Opens a stack without labels and begins to paint. */
async function paintBare(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page
    .locator("#file-chooser")
    .setInputFiles([{ name: "raw.tif", buffer: discStack().image, mimeType: "image/tiff" }]);
  await page.getByRole("button", { name: "Paint labels" }).click();
  await expect(plane(page)).toBeVisible();
  await setBrush(page, 5);
}

test("a stack without labels is painted: two classes, taken back, done again, and there after a reload", async ({
  page,
}) => {
  await paintBare(page);
  await expect(page.getByText("No pixel is labelled.")).toBeVisible();
  await drag(page, [
    [20, 23],
    [28, 23],
  ]);
  await expect(pixels(page, "class 1")).toHaveText("61");
  await page.keyboard.press("1");
  await expect(row(page, "background")).toHaveAttribute("aria-selected", "true");
  await drag(page, [
    [4, 4],
    [4, 40],
  ]);
  await expect(pixels(page, "background")).not.toHaveText("0");
  await expect(history(page)).toHaveCount(2);
  await expect(page.getByRole("contentinfo", { name: "Status" })).toContainText("Labels saved");
  await expect(history(page).first()).toContainText("background, brush, slice 3");

  await page.keyboard.press("Control+z");
  await expect(pixels(page, "background")).toHaveText("0");
  await page.keyboard.press("Control+z");
  await expect(pixels(page, "class 1")).toHaveText("0");
  await page.keyboard.press("Control+Shift+z");
  await expect(pixels(page, "class 1")).toHaveText("61");
  await page.keyboard.press("PageDown");
  await expect(page.getByText("Slice 4 (0 to 5)")).toBeVisible();

  await page.reload();
  await expect(page.getByText("Slice 4 (0 to 5)")).toBeVisible();
  await expect(pixels(page, "class 1")).toHaveText("61");
  await page.keyboard.press("Control+z");
  await expect(page.getByText("Took back: class 1, brush, slice 3")).toBeVisible();
  await expect(page.getByText("Slice 4 (0 to 5)")).toBeVisible();
  await page.getByRole("button", { name: "Go there" }).click();
  await expect(page.getByText("Slice 3 (0 to 5)")).toBeVisible();
  await page.keyboard.press("Control+y");
  await expect(pixels(page, "class 1")).toHaveText("61");
  await page.keyboard.press("Control+Shift+z");
  await expect(history(page)).toHaveCount(2);
});

test("painted labels train: two classes in two slices each make the data ready for a search", async ({ page }) => {
  await paintBare(page);
  for (const slice of [3, 1]) {
    if (slice === 1) for (let step = 0; step < 2; step++) await page.keyboard.press("PageUp");
    await expect(page.getByText(`Slice ${slice} (0 to 5)`)).toBeVisible();
    await page.keyboard.press("2");
    await drag(page, [
      [20, 23],
      [28, 23],
    ]);
    await page.keyboard.press("1");
    await drag(page, [
      [4, 4],
      [4, 40],
    ]);
  }
  await expect(page.getByText("2 of 2", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Define space" })).toBeEnabled();
});

test("every tool paints, and is reached by its key", async ({ page }) => {
  await paintBare(page);
  await page.keyboard.press("p");
  await drag(page, [
    [10, 10],
    [30, 10],
    [30, 30],
    [10, 30],
  ]);
  await expect(history(page).first()).toContainText("polygon");
  await page.keyboard.press("e");
  await drag(page, [
    [12, 12],
    [28, 12],
  ]);
  await expect(history(page).first()).toContainText("erased, slice 3");
  await page.getByRole("button", { name: "Add class" }).click();
  await expect(row(page, "class 2")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("f");
  await drag(page, [[45, 45]]);
  await expect(history(page).first()).toContainText("class 2, fill, slice 3");
  await page.keyboard.press("i");
  await drag(page, [[20, 20]]);
  await expect(row(page, "class 1")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("b");
  await page.keyboard.press("]");
  await expect(page.getByRole("textbox", { name: "Brush diameter, px" })).toHaveValue("6");
  await page.keyboard.down("x");
  await drag(page, [
    [20, 20],
    [22, 20],
  ]);
  await page.keyboard.up("x");
  await expect(history(page).first()).toContainText("erased");
  const before = await history(page).count();
  await page.keyboard.down(" ");
  await drag(page, [
    [24, 24],
    [20, 20],
  ]);
  await page.keyboard.up(" ");
  await expect(history(page)).toHaveCount(before);
  await page.keyboard.press("0");
  await page.getByRole("switch", { name: "Paint in 3D" }).check({ force: true });
  await drag(page, [[40, 8]]);
  await expect(history(page).first()).toContainText("3D brush");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("c");
  await expect(history(page).first()).toContainText("copied, slice 4");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog").getByText("Fill the chosen class between slices")).toBeVisible();
});

test("slices between two outlines are filled; what cannot be filled is said", async ({ page }) => {
  await paintBare(page);
  await page.keyboard.press("g");
  await expect(page.getByText(/on one side of this slice only/)).toBeVisible();
  await drag(page, [
    [20, 20],
    [30, 20],
  ]);
  for (let step = 0; step < 2; step++) await page.keyboard.press("PageUp");
  await drag(page, [
    [20, 22],
    [30, 22],
  ]);
  await page.keyboard.press("g");
  await expect(history(page).first()).toContainText("class 1, filled between, slice 1");
  await expect(row(page, "class 1").getByRole("cell").nth(4)).toHaveText("3");
});

test("what is seen is what is painted, on every plane", async ({ page }) => {
  await paintBare(page);
  await drag(page, [
    [24, 20],
    [24, 28],
  ]);
  await page.getByRole("radiogroup", { name: "Plane" }).getByText("XZ").click();
  await expect(page.getByText("Row 24 (0 to 47)")).toBeVisible();
  const box = (await plane(page).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByRole("contentinfo", { name: "Status" })).toContainText("y 24, x 24");
  await expect(page.getByRole("contentinfo", { name: "Status" })).toContainText("class 1");
});

test("painting is accessible", async ({ page }) => {
  await paintBare(page);
  await expectNoSeriousFindingInEitherTheme(page, "painting");
});
