import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import type { BrowserContext } from "@playwright/test";
import { freePort } from "../../src/testing/servers.ts";
import { launchChromium } from "../browser.ts";
import { kill, start, until } from "./processes.ts";

/** Slices that train and validate: of 8 bits a voxel, as their labels, which makes 21 MB together. */
const SHARED_SLICES = 40;
const SIDE = 512;

/** A stack of stripes in noise, and its labels. */
function writeStack(folder: string): void {
  const slices = SHARED_SLICES + 2;
  const header = `NRRD0004\ntype: uint8\ndimension: 3\nsizes: ${SIDE} ${SIDE} ${slices}\nencoding: raw\n\n`;
  const labels = Uint8Array.from({ length: slices * SIDE * SIDE }, (_, index) => Number((index % SIDE) % 9 < 4));
  const image = labels.map((label, index) => 90 + 60 * label + ((index * 7919) % 41));
  for (const [name, voxels] of Object.entries({ image, labels }))
    writeFileSync(join(folder, `${name}.nrrd`), Buffer.concat([Buffer.from(header), voxels]));
}

const SEARCH = [
  ...["--train", `0:${SHARED_SLICES - 1}`, "--val", `${SHARED_SLICES - 1}:${SHARED_SLICES}`],
  ...["--test", `${SHARED_SLICES}:${SHARED_SLICES + 2}`, "--trials", "1", "--steps", "100000", "--seed", "3"],
  ...["--patch", "64", "--batch", "2", "--device", "simd", "--json", "--class", "--host", "127.0.0.1"],
];

/** From opening the link until the page tells of a step, and how much of the data it fetched until then. */
async function firstStep(context: BrowserContext, link: string): Promise<{ seconds: number; fetched: string }> {
  const page = await context.newPage();
  const began = performance.now();
  await page.goto(link);
  await page
    .getByRole("status")
    .filter({ hasText: /step [1-9]/ })
    .waitFor({ timeout: 120_000 });
  const seconds = (performance.now() - began) / 1000;
  const fetched = await page.locator("dl > div").filter({ hasText: "Data fetched" }).locator("dd").innerText();
  await page.close();
  return { seconds, fetched };
}

/** Chromium joins two studies on the same data by their links. */
export async function measureBrowser(folder: string): Promise<void> {
  writeStack(folder);
  const port = String(await freePort());
  const browser = await launchChromium();
  const context = await browser.newContext();
  for (const round of ["first", "second"]) {
    const files = ["--image", join(folder, "image.nrrd"), "--labels", join(folder, "labels.nrrd")];
    const serving = start("serve", ...files, ...SEARCH, "--port", port, "--out", join(folder, `${round}.cristae.zip`));
    const said = () =>
      serving
        .text()
        .split("\n")
        .find((line) => line.startsWith('{"type":"serving"'));
    await Promise.race([until(() => said() !== undefined), serving.ended]);
    const line = said();
    if (line === undefined) throw new Error(serving.text());
    const { links } = JSON.parse(line) as { readonly links: { readonly students: string } };
    const { seconds, fetched } = await firstStep(context, links.students);
    console.log(
      `${round} study: first step ${seconds.toFixed(1)} s after opening the link (at most 8), ${fetched.replace(/\s+/, " ")} fetched; load ${loadavg()[0]!.toFixed(1)}`,
    );
    kill(serving.child);
    await serving.ended;
  }
  await browser.close();
}
