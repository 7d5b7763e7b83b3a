import { mkdtemp, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "@playwright/test";
import { createPageServer } from "../src/cli/studio/pageServer.ts";
import { launchChromium } from "./browser.ts";
import { largeStudyFile } from "./largeStudy.ts";

/** What a large study costs the page that shows it. Times in milliseconds. */
interface PageRow {
  /** Folder of the build that was measured. */
  readonly build: string;
  readonly turn: number;
  readonly trials: number;
  /** From the choice of the file until the table shows. */
  readonly importMs: number;
  /** The longest task of the page's own thread since then. */
  readonly longestTaskMs: number;
  readonly domNodes: number;
  /** Of frames while the table scrolls as fast as a wheel is turned: WHEEL pixels a second. */
  readonly frame95Ms: number;
  /** Of frames while the table is flung from end to end, so that every frame shows other rows. */
  readonly flung95Ms: number;
  readonly sortMs: number;
  /** From a reload, by a click on the study in the list of the first page, until the table shows. */
  readonly reloadMs: number;
  readonly reloadLongestTaskMs: number;
}

const { values } = parseArgs({
  options: {
    trials: { type: "string", default: "10000" },
    study: { type: "string" },
    build: { type: "string", multiple: true, default: ["dist/app"] },
    turns: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});

const WATCH = () => {
  const tasks: { at: number; duration: number }[] = [];
  Object.assign(globalThis, { tasks });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ at: startTime, duration });
  }).observe({ type: "longtask", buffered: true });
};

const now = (page: Page) => page.evaluate(() => performance.now());
const longestTask = (page: Page, since: number) =>
  page.evaluate(
    (from) =>
      Math.max(
        0,
        ...(globalThis as unknown as { tasks: { at: number; duration: number }[] }).tasks
          .filter(({ at, duration }) => at + duration > from)
          .map(({ duration }) => duration),
      ),
    since,
  );
/** Until what was asked for is on the screen. */
const settled = (page: Page) =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

/** Pixels a second. */
const WHEEL = 3000;

/** 95 % of frames took less than this, in milliseconds, while the board scrolled for four seconds: at a speed, or through all of it. */
const scrollFrames = (page: Page, speed?: number) =>
  page.evaluate(async (asked) => {
    const board = document.querySelector('[aria-label="Leaderboard"]')!;
    const scroller = [board, ...board.querySelectorAll("*")].find(
      (element) =>
        element.scrollHeight > element.clientHeight + 500 && getComputedStyle(element).overflowY !== "visible",
    );
    if (!scroller) throw new Error("The table does not scroll.");
    const times: number[] = [];
    const perMs = asked === undefined ? scroller.scrollHeight / 4000 : asked / 1000;
    await new Promise<void>((resolve) => {
      const begin = performance.now();
      const tick = (at: number) => {
        times.push(at);
        scroller.scrollTop = perMs * (at - begin);
        if (at < begin + 4000) requestAnimationFrame(tick);
        else resolve();
      };
      requestAnimationFrame(tick);
    });
    const between = times.slice(1).map((time, index) => time - times[index]!);
    return between.sort((a, b) => a - b)[Math.floor(between.length * 0.95)]!;
  }, speed);

async function measure(build: string, turn: number, study: string): Promise<PageRow> {
  const server = createPageServer(build);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const browser = await launchChromium();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await page.addInitScript(WATCH);
    await page.goto(address);
    await page.getByRole("button", { name: /Start search/ }).waitFor();
    await page.waitForTimeout(3000);
    // By selectors of CSS: looking for roles among a hundred thousand elements would be what is measured.
    const board = page.locator('[aria-label="Leaderboard"]');
    const shows = () => board.locator("tbody tr").nth(5).waitFor({ timeout: 300_000 });
    const began = await now(page);
    await page.locator("#file-chooser").setInputFiles(study);
    await page.getByRole("button", { name: "Keep in this browser and open" }).click({ timeout: 300_000 });
    await shows();
    const importMs = (await now(page)) - began;
    await settled(page);
    await page.waitForTimeout(3000);
    const longestTaskMs = await longestTask(page, began);
    const domNodes = await page.evaluate(() => document.querySelectorAll("*").length);
    const frame95Ms = await scrollFrames(page, WHEEL);
    const flung95Ms = await scrollFrames(page);
    const head = board.locator("thead button").nth(2);
    const clicked = await now(page);
    await head.click();
    await settled(page);
    const sortMs = (await now(page)) - clicked;
    const trials = Number(await board.locator("table").getAttribute("aria-rowcount"));
    const reloaded = Date.now();
    await page.reload();
    await page
      .getByRole("button", { name: / trials$/ })
      .first()
      .click({ timeout: 120_000 });
    await shows();
    const reloadMs = Date.now() - reloaded;
    await settled(page);
    await page.waitForTimeout(3000);
    return {
      build,
      turn,
      trials,
      importMs,
      longestTaskMs,
      domNodes,
      frame95Ms,
      flung95Ms,
      sortMs,
      reloadMs,
      reloadLongestTaskMs: await longestTask(page, 0),
    };
  } finally {
    await browser.close();
    server.close();
  }
}

async function studyFile(): Promise<string> {
  if (values.study !== undefined) return values.study;
  const path = join(await mkdtemp(join(tmpdir(), "cristae-bench-")), "large.cristae.zip");
  await writeFile(path, await largeStudyFile(Number(values.trials)));
  return path;
}

const study = await studyFile();
for (let turn = 1; turn <= Number(values.turns); turn++)
  for (const build of values.build) {
    const row = await measure(build, turn, study);
    const text = Object.entries(row).map(
      ([name, value]) => `${name} ${typeof value === "number" ? Math.round(value) : value}`,
    );
    process.stdout.write(values.json ? `${JSON.stringify(row)}\n` : `${text.join("\n  ")}\n`);
  }
