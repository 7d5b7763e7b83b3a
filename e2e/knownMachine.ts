import { test as base, type Page } from "@playwright/test";

/** Where the studio keeps what the devices of this machine do. */
const [FOLDER, FILE] = ["cristae", "devices.json"];

interface Figures {
  /** As the studio has written them. */
  readonly figures: string;
}

/**
 * Pages in a browser that has been used before: the studio has measured the machine, once for all tests of a worker. Every test has an
 * empty profile, and measuring in each would take both cores some seconds beside what is tested.
 */
export const test = base.extend<object, Figures>({
  figures: [
    async ({ browser }, use, { project }) => {
      const page = await browser.newPage({ baseURL: project.use.baseURL! });
      await page.goto("/");
      await page.getByText(/measured on this machine just now/).waitFor();
      const figures = await page.evaluate(readFigures, [FOLDER, FILE] as const);
      await page.close();
      await use(figures);
    },
    { scope: "worker" },
  ],
  page: async ({ page, figures }, use) => {
    await keepFigures(page, figures);
    await use(page);
  },
});

/** From a file of the same origin, so that no studio runs meanwhile. */
export async function keepFigures(page: Page, figures: string): Promise<void> {
  await page.goto("/icon.svg");
  await page.evaluate(writeFigures, [FOLDER, FILE, figures] as const);
}

async function readFigures([folder, file]: readonly [string, string]): Promise<string> {
  const root = await navigator.storage.getDirectory();
  const handle = await (await root.getDirectoryHandle(folder)).getFileHandle(file);
  return (await handle.getFile()).text();
}

async function writeFigures([folder, file, figures]: readonly [string, string, string]): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const handle = await (await root.getDirectoryHandle(folder, { create: true })).getFileHandle(file, { create: true });
  const writable = await handle.createWritable();
  await writable.write(figures);
  await writable.close();
}
