#!/usr/bin/env node
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { decode, encode } from "fast-png";
import { findChromium } from "./chromium.js";
import { ensureBuilt } from "./ensureBuilt.js";

/**
 * Pictures of the manual, docs/*.png: one a room, of the built page on the sample and the finished search of the first screen, so that
 * they stay true: `npm run screenshots`. PORT chooses the port.
 */
const PORT = process.env.PORT ?? "4399";
const DOCS = fileURLToPath(new URL("../docs/", import.meta.url));
const VIEW = { width: 1280, height: 800 };
/** Grey and violet grounds with few other colours: so many tell them apart, at a third of the size. */
const PALETTE = 256;

const room = (page, name) =>
  page
    .getByRole("navigation", { name: "Rooms" })
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .click();
const rows = (page) =>
  page
    .getByRole("region", { name: "Leaderboard" })
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });

/** What is done before each picture; they follow one another in one page. */
const PICTURES = {
  async search(page) {
    await page.getByRole("button", { name: "Look at a finished search" }).click();
    await page.getByRole("group", { name: "Stages" }).getByRole("button", { name: /^1 / }).click();
    await rows(page).nth(1).click();
  },
  async data(page) {
    await room(page, "Data");
    await page.getByRole("heading", { name: "Classes" }).waitFor();
  },
  async space(page) {
    await room(page, "Space");
    await page
      .getByText(/draws|networks/i)
      .first()
      .waitFor();
  },
  async compare(page) {
    await room(page, "Search");
    for (const row of [0, 1]) {
      await rows(page).nth(row).click();
      await page.keyboard.press("c");
    }
    await room(page, "Compare");
    await page.getByRole("img", { name: /^Share of pixels that differ/ }).waitFor({ timeout: 120_000 });
  },
  async learn(page) {
    await room(page, "Learn");
    for (let step = 0; step < 60; step++) await page.keyboard.press("ArrowRight");
  },
};

/** Which colours are taken for one: those that agree in the upper five bits of each channel, so that greys do not fill the palette. */
const bucketOf = (color) => color & 0xf8f8f8;

/** Every pixel as the nearest of the colours that occur most, with a byte a pixel. */
function withPalette(png) {
  const { data, width, height, channels } = decode(png);
  const colors = Uint32Array.from({ length: width * height }, (_, pixel) => {
    const at = pixel * channels;
    return (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
  });
  const counts = new Map();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const buckets = new Map();
  for (const [color, count] of [...counts].sort((a, b) => b[1] - a[1])) {
    const bucket = buckets.get(bucketOf(color)) ?? { color, count: 0 };
    buckets.set(bucketOf(color), { ...bucket, count: bucket.count + count });
  }
  const common = [...buckets.values()].sort((a, b) => b.count - a.count).slice(0, PALETTE);
  const palette = common.map(({ color }) => channelsOf(color));
  const indices = new Map([...counts.keys()].map((color) => [color, nearest(palette, channelsOf(color))]));
  const indexed = Uint8Array.from(colors, (color) => indices.get(color));
  return encode({ width, height, data: indexed, channels: 1, depth: 8, palette });
}

const channelsOf = (color) => [color >> 16, (color >> 8) & 255, color & 255];

function nearest(palette, color) {
  const distance = (entry) => entry.reduce((sum, value, channel) => sum + (value - color[channel]) ** 2, 0);
  return palette.reduce((best, entry, index) => (distance(entry) < distance(palette[best]) ? index : best), 0);
}

async function served() {
  const address = `http://localhost:${PORT}/`;
  const bin = fileURLToPath(new URL("../bin/cristae.js", import.meta.url));
  const server = spawn(process.execPath, [bin, "studio", "--no-open", "--port", PORT], { stdio: "ignore" });
  for (let wait = 0; wait < 150; wait++) {
    if (
      await fetch(address).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return { server, address };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  server.kill();
  throw new Error(`No page came from ${address}.`);
}

ensureBuilt("app");
ensureBuilt("cli");
mkdirSync(DOCS, { recursive: true });
const { server, address } = await served();
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: VIEW, colorScheme: "dark" });
  await page.goto(address);
  await page.getByText(/measured on this machine/).waitFor({ timeout: 120_000 });
  for (const [name, prepare] of Object.entries(PICTURES)) {
    await prepare(page);
    await page.mouse.move(0, 0);
    // What is predicted or laid out in the background has come by then; there is no sign of it that all rooms share.
    await page.waitForTimeout(4000);
    writeFileSync(`${DOCS}${name}.png`, withPalette(await page.screenshot()));
    process.stdout.write(`docs/${name}.png\n`);
  }
} finally {
  await browser.close();
  server.kill();
}
