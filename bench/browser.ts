import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { AddressInfo } from "node:net";
import { chromium, type Browser } from "@playwright/test";
import { findChromium } from "../scripts/chromium.js";
import type { Answer, Question } from "./page/protocol.ts";

/** Where `run.js` has put the page. */
const OUT = "node_modules/.cache/bench-page";
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
/** As strict as the studio's own page: no code but its own and its WebAssembly, no requests to anyone else. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";
/** WebGPU on the processor where there is no GPU. */
const FLAGS = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-unsafe-swiftshader",
];

export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({ args: FLAGS, ...(executablePath && { executablePath }) });
}

/** Asks a worker of a page in Chromium, for as long as `use` takes. */
export async function inBrowser(
  use: (measure: (question: Question) => Promise<Answer>) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : new URL(request.url!, "http://localhost").pathname;
    const headers = {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "content-security-policy": POLICY,
    };
    readFile(join(OUT, path)).then(
      (body) => response.writeHead(200, headers).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await use((question) => page.evaluate((asked) => globalThis.measure(asked), question));
  } finally {
    await browser.close();
    server.close();
  }
}
