import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { keepFigures, test as base } from "./knownMachine.ts";
import { openRoom, searchEnds, startSmallSearch } from "./support.ts";

interface SavedSearch {
  /** Its file. */
  readonly savedSearch: Buffer;
}

interface Opening {
  /** Opens a search of the Platelets sample that has ended, two trials of 20 steps beside the baseline, and enters the Search room. */
  readonly openFinishedSearch: () => Promise<void>;
}

/** Pages for what begins when a search has ended: it runs once for all tests of a worker, and each opens its file. */
export const test = base.extend<Opening, SavedSearch>({
  savedSearch: [
    async ({ browser, figures }, use, { project }) => {
      const page = await browser.newPage({ baseURL: project.use.baseURL! });
      await keepFigures(page, figures);
      await startSmallSearch(page, { trials: 2, steps: 20 });
      await searchEnds(page);
      const file = await saveStudy(page);
      await page.close();
      await use(file);
    },
    { scope: "worker" },
  ],
  openFinishedSearch: async ({ page, savedSearch }, use) => {
    await use(() => openStudy(page, savedSearch));
  },
});

async function saveStudy(page: Page): Promise<Buffer> {
  await page.getByRole("button", { name: "Study", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Export study", exact: true }).click(),
  ]);
  return readFile(await download.path());
}

async function openStudy(page: Page, buffer: Buffer): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  const file = { name: "finished.cristae.zip", mimeType: "application/zip", buffer };
  await page.locator("#file-chooser").setInputFiles(file);
  await page.getByRole("button", { name: "Keep in this browser and open" }).click();
  await openRoom(page, "Search");
  await searchEnds(page);
}
