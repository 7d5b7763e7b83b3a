/** Makes the PNG icons of the installed page from `public/icon.svg`, in the Chromium that the tests use. Run it after the icon changed. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { ensureChromium } from "./chromium.js";

const publicFolder = new URL("../public/", import.meta.url);
const svg = readFileSync(new URL("icon.svg", publicFolder), "utf8").replace(
  "<svg ",
  '<svg width="100%" height="100%" ',
);
/** A maskable icon may be cut to a circle of four fifths of its width. */
const ICONS = [
  { name: "icon-192.png", side: 192, margin: 8, ground: "transparent" },
  { name: "icon-512.png", side: 512, margin: 20, ground: "transparent" },
  { name: "icon-maskable-512.png", side: 512, margin: 120, ground: "#1f1f1f" },
];

const browser = await chromium.launch({ executablePath: ensureChromium(), args: ["--no-sandbox"] });
for (const { name, side, margin, ground } of ICONS) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(
    `<body style="margin: 0; background: ${ground}"><div style="position: absolute; inset: ${margin}px">${svg}</div></body>`,
  );
  await page.screenshot({ path: fileURLToPath(new URL(name, publicFolder)), omitBackground: true });
}
await browser.close();
