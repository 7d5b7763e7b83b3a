import type { Page } from "@playwright/test";

/** Pixels of a side of what `discStack` draws. */
export const SIDE = 48;

/** The plane that is painted on. */
export const plane = (page: Page) => page.getByRole("application", { name: /^Paint on/ });

/** A class in the list of those that can be painted. */
export const classRow = (page: Page, name: string) =>
  page
    .getByRole("table", { name: "Classes to paint" })
    .getByRole("row")
    .filter({ has: page.getByRole("button", { name: `Paint ${name}` }) });

/** How many pixels of it are painted. */
export const classPixels = (page: Page, name: string) => classRow(page, name).getByRole("cell").nth(3);

/** What was done, newest first. */
export const paintHistory = (page: Page) => page.getByRole("region", { name: "History" }).getByRole("listitem");

/** Draws through places given in pixels of the plane, with the pointer as a hand moves it. */
export async function drag(page: Page, path: readonly (readonly [x: number, y: number])[]): Promise<void> {
  const box = (await plane(page).boundingBox())!;
  const scale = Math.min(box.width, box.height) / SIDE;
  const at = ([x, y]: readonly [number, number]) =>
    [
      box.x + box.width / 2 + (x + 0.5 - SIDE / 2) * scale,
      box.y + box.height / 2 + (y + 0.5 - SIDE / 2) * scale,
    ] as const;
  await page.mouse.move(...at(path[0]!));
  await page.mouse.down();
  for (const place of path.slice(1)) await page.mouse.move(...at(place), { steps: 4 });
  await page.mouse.up();
}

export async function setBrush(page: Page, diameter: number): Promise<void> {
  const field = page.getByRole("textbox", { name: "Brush diameter, px" });
  await field.fill(String(diameter));
  await field.blur();
}
