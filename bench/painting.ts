import { parseArgs } from "node:util";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import { createPageServer } from "../src/cli/studio/pageServer.ts";
import { launchChromium } from "./browser.ts";

/** What strokes on a large slice cost the page. Times in milliseconds. */
interface PaintingRow {
  readonly side: number;
  readonly zoom: "fit" | "100 %";
  readonly diameter: number;
  readonly strokes: number;
  /** From a pointer event until the frame that shows it has been drawn. */
  readonly latencyMedianMs: number;
  readonly latency95Ms: number;
  /** Between frames while one paints. */
  readonly frameMedianMs: number;
  readonly frame95Ms: number;
  readonly longestTaskMs: number;
  /** From the end of the last stroke until it is written and counted. */
  readonly committedMs: number;
}

const { values } = parseArgs({
  options: {
    side: { type: "string", default: "4096" },
    strokes: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
  },
});

interface Watched {
  latencies: number[];
  frames: number[];
  tasks: number[];
}

const WATCH = () => {
  const watched: Watched = { latencies: [], frames: [], tasks: [] };
  Object.assign(globalThis, { watched });
  let waiting: number[] = [];
  addEventListener("pointermove", ({ buttons, timeStamp }) => buttons > 0 && waiting.push(timeStamp), true);
  const tick = (at: number) => {
    watched.frames.push(at);
    const shown = waiting;
    waiting = [];
    // What this frame draws is drawn when the next task begins.
    setTimeout(() => watched.latencies.push(...shown.map((begin) => performance.now() - begin)));
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  new PerformanceObserver((list) => watched.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: "longtask",
  });
};

const watched = (page: Page) => page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched);
const forget = (page: Page) =>
  page.evaluate(() =>
    Object.assign((globalThis as unknown as { watched: Watched }).watched, { latencies: [], frames: [], tasks: [] }),
  );
const quantile = (numbers: readonly number[], share: number) =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) * share)] ?? NaN;

/** Wavy strokes over the middle of the plane, with the pointer as a hand moves it. */
async function paint(page: Page, strokes: number): Promise<void> {
  const box = (await page.getByRole("application", { name: /^Paint on/ }).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const reach = Math.min(box.width, box.height) * 0.4;
  for (let stroke = 0; stroke < strokes; stroke++) {
    const at = (step: number) =>
      [
        x + reach * Math.cos(stroke + step / 9),
        y + reach * Math.sin(stroke * 2 + step / 7) * (0.3 + 0.7 * ((stroke % 5) / 5)),
      ] as const;
    // One class over the other, so that every stroke changes something.
    await page.keyboard.press(stroke % 2 === 0 ? "1" : "2");
    await page.mouse.move(...at(0));
    await page.mouse.down();
    for (let step = 1; step <= 40; step++) await page.mouse.move(...at(step));
    await page.mouse.up();
  }
}

async function measure(page: Page, side: number, zoom: PaintingRow["zoom"], diameter: number): Promise<PaintingRow> {
  const field = page.getByRole("textbox", { name: "Brush diameter, px" });
  await field.fill(String(diameter));
  await field.blur();
  await page.keyboard.press("0");
  if (zoom === "100 %") for (let step = 0; step < 8; step++) await page.keyboard.press("+");
  await page.waitForTimeout(1500);
  const strokes = Number(values.strokes);
  const before = await page
    .getByRole("region", { name: "History" })
    .getByText(/steps?$/)
    .textContent();
  await forget(page);
  await paint(page, strokes);
  const seen = await watched(page);
  const ended = Date.now();
  const steps = `${parseInt(before!, 10) + strokes} steps`;
  await page.getByRole("region", { name: "History" }).getByText(steps).waitFor();
  const between = seen.frames.slice(1).map((time, index) => time - seen.frames[index]!);
  return {
    side,
    zoom,
    diameter,
    strokes,
    latencyMedianMs: quantile(seen.latencies, 0.5),
    latency95Ms: quantile(seen.latencies, 0.95),
    frameMedianMs: quantile(between, 0.5),
    frame95Ms: quantile(between, 0.95),
    longestTaskMs: Math.max(0, ...seen.tasks),
    committedMs: Date.now() - ended,
  };
}

const side = Number(values.side);
const image = encodeTiff({
  shape: [1, side, side],
  data: Uint8Array.from({ length: side * side }, (_, at) => (at * 7919) % 251),
  voxelSizeNm: null,
});
const server = createPageServer("dist/app");
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await launchChromium();
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.addInitScript(WATCH);
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page
    .locator("#file-chooser")
    .setInputFiles([{ name: "raw.tif", buffer: Buffer.from(image), mimeType: "image/tiff" }]);
  await page.getByRole("button", { name: "Paint labels" }).click({ timeout: 60_000 });
  await page.getByRole("application", { name: /^Paint on/ }).waitFor();
  await page.waitForTimeout(2000);
  for (const zoom of ["fit", "100 %"] as const)
    for (const diameter of [11, 101]) {
      const row = await measure(page, side, zoom, diameter);
      const text = Object.entries(row).map(
        ([name, value]) => `${name} ${typeof value === "number" ? Number(value.toFixed(1)) : value}`,
      );
      process.stdout.write(values.json ? `${JSON.stringify(row)}\n` : `${text.join("\n  ")}\n`);
    }
} finally {
  await browser.close();
  server.close();
}
