import { expect, type Locator, type Page } from "@playwright/test";
import { decode } from "fast-png";
import { discStack } from "./discStack.ts";
import { test } from "./knownMachine.ts";
import { boardRow, expectNoSeriousFindingInEitherTheme, openRoom, searchEnds, startFromSetup } from "./support.ts";

const pane = (page: Page, name: string) => page.getByRole("application", { name: new RegExp(`^${name} in 3D`) });

/** Colours in the middle of a pane, each channel in 16 steps; an empty one has its background only. */
async function colours(shown: Locator): Promise<ReadonlySet<number>> {
  const { data, channels, width, height } = decode(await shown.screenshot());
  const found = new Set<number>();
  for (let y = Math.floor(height / 4); y < (3 * height) / 4; y++)
    for (let x = Math.floor(width / 4); x < (3 * width) / 4; x++) {
      const at = (y * width + x) * channels;
      found.add(((data[at]! >> 4) << 8) | ((data[at + 1]! >> 4) << 4) | (data[at + 2]! >> 4));
    }
  return found;
}

const openSurfaces = async (page: Page) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Only open the data" }).click();
  await page.getByRole("radiogroup", { name: "Plane" }).getByText("3D").click();
  await expect(page.getByRole("group", { name: "3D view" })).toBeVisible();
};

test("labels are drawn as surfaces, turned by keys and mouse, and their classes are switched off and on", async ({
  page,
}) => {
  await openSurfaces(page);
  const labels = pane(page, "Labels");
  await expect(labels).toHaveAttribute("aria-busy", "false");
  const drawn = Number(await labels.getAttribute("data-surfaces"));
  expect(drawn).toBeGreaterThan(1);
  await expect.poll(async () => (await colours(labels)).size).toBeGreaterThan(20);

  const before = await labels.screenshot();
  await labels.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("+");
  await expect.poll(async () => (await labels.screenshot()).equals(before)).toBe(false);
  await page.getByRole("button", { name: /^Reset view/ }).click();
  await labels.focus();
  await expect.poll(async () => (await labels.screenshot()).equals(before)).toBe(true);
  const { x, y } = (await labels.boundingBox())!;
  await page.mouse.move(x + 200, y + 200);
  await page.mouse.down();
  await page.mouse.move(x + 260, y + 220, { steps: 3 });
  await page.mouse.up();
  await expect.poll(async () => (await labels.screenshot()).equals(before)).toBe(false);

  const switches = page.getByRole("group", { name: "Classes in 3D" }).getByRole("checkbox", { checked: true });
  await expect(switches).toHaveCount(drawn);
  for (let count = drawn; count > 0; count--) await switches.first().click();
  await expect(labels).toHaveAttribute("data-surfaces", "0");
  await expect.poll(async () => (await colours(labels)).size).toBeLessThan(20);
  await expectNoSeriousFindingInEitherTheme(page, "3D view");
});

test("what draws in 3D is fetched when it is first shown", async ({ page }) => {
  const scripts: string[] = [];
  page.on("response", (response) => scripts.push(response.url()));
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page.getByRole("button", { name: "Only open the data" }).click();
  await expect(page.getByRole("radiogroup", { name: "Plane" })).toBeVisible();
  expect(scripts.filter((url) => url.includes("SurfaceView"))).toEqual([]);
  await page.getByRole("radiogroup", { name: "Plane" }).getByText("3D").click();
  await expect(page.getByRole("group", { name: "3D view" })).toBeVisible();
  expect(scripts.filter((url) => url.includes("SurfaceView")).length).toBeGreaterThan(0);
});

test("a browser without WebGL says so, and what can be looked at instead", async ({ page }) => {
  await page.addInitScript(() => {
    const prototype = HTMLCanvasElement.prototype as unknown as { getContext: (kind: string) => unknown };
    const { getContext } = prototype;
    prototype.getContext = function (this: HTMLCanvasElement, kind) {
      return kind === "webgl2" ? null : getContext.call(this, kind);
    };
  });
  await openSurfaces(page);
  await expect(page.getByRole("alert")).toContainText("look at the three planes");
});

test("two trials are seen side by side by one camera, and the labels can take the place of one", async ({ page }) => {
  const { image, labels } = discStack();
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page.locator("#file-chooser").setInputFiles(
    Object.entries({ "raw.tif": image, "labels.tif": labels }).map(([name, buffer]) => ({
      name,
      buffer,
      mimeType: "image/tiff",
    })),
  );
  await expect(page.getByRole("button", { name: "Define space" })).toBeEnabled();
  await openRoom(page, "Search");
  await startFromSetup(page, { trials: 2, steps: 20 });
  await searchEnds(page);
  for (const trial of [1, 2]) {
    await boardRow(page, trial).click();
    await page.getByRole("button", { name: "Compare", exact: true }).first().click();
  }
  await openRoom(page, "Compare");
  await page.getByRole("button", { name: "Number of panes" }).click();
  await page.getByRole("menuitem", { name: /Surfaces in 3D/ }).click();
  const panes = page.getByRole("group", { name: "3D view" }).getByRole("application");
  await expect(panes).toHaveCount(2);
  await expect(panes.nth(0)).toHaveAttribute("aria-busy", "false");
  await expect(panes.nth(1)).toHaveAttribute("aria-busy", "false");

  await page.getByRole("combobox", { name: "Left in 3D" }).click();
  await page.getByRole("option", { name: "Labels" }).click();
  await page.getByRole("combobox", { name: "Right in 3D" }).click();
  await page.getByRole("option", { name: "Labels" }).click();
  await expect(panes.nth(1)).toHaveAttribute("data-surfaces", /[1-9]/);
  await expect.poll(async () => (await colours(panes.nth(1))).size).toBeGreaterThan(20);
  const before = await panes.nth(1).screenshot();
  await panes.nth(0).focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(async () => (await panes.nth(1).screenshot()).equals(before)).toBe(false);
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await panes.nth(1).screenshot()).equals(before)).toBe(true);
});
