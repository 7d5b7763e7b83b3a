import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, type Page } from "@playwright/test";
import { POLICY } from "../src/cli/studio/policy.ts";
import { test } from "./knownMachine.ts";
import { leaveToFuzz } from "./long.ts";
import { boardRows, openRoom, searchEnds, startSmallSearch } from "./support.ts";

const app = fileURLToPath(new URL("../dist/app/", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

const workerIsReady = (page: Page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
const isControlled = (page: Page) => page.evaluate(() => navigator.serviceWorker.controller !== null);

/** The built page on a host where a new version can be put. */
async function deploy(): Promise<{
  readonly server: Server;
  readonly address: string;
  readonly putNewVersion: () => void;
}> {
  let version = 1;
  const putNewVersion = () => {
    version++;
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    const file = join(app, pathname === "/" ? "index.html" : pathname);
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": POLICY,
      "Cache-Control": "no-cache",
    });
    if (pathname === "/sw.js") response.end(`${readFileSync(file, "utf8")}\n// version ${version}`);
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, putNewVersion };
}

test.describe("kept for use without a network", () => {
  test.use({ serviceWorkers: "allow" });

  test("after the first visit a search runs with the cable pulled, samples and all rooms included", async ({
    page,
    context,
  }) => {
    await page.goto("/");
    await workerIsReady(page);
    await context.setOffline(true);
    await startSmallSearch(page, { trials: 1, steps: 10 });
    expect(await isControlled(page)).toBe(true);
    await searchEnds(page);
    await expect(boardRows(page)).toHaveCount(2);
    for (const room of ["Space", "Compare", "Learn", "Data"] as const) {
      await openRoom(page, room);
      await expect(page.getByRole("main", { name: `${room} room` })).toBeVisible();
      await expect(page.getByText("could not be shown")).toHaveCount(0);
    }
  });

  test(
    "a new version comes in by itself where nothing is open, with one reload",
    { tag: "@long" },
    async ({ page }) => {
      leaveToFuzz();
      const { server, address, putNewVersion } = await deploy();
      let loads = 0;
      await page.goto(address);
      await workerIsReady(page);
      await page.reload();
      expect(await isControlled(page)).toBe(true);
      page.on("load", () => {
        loads++;
      });
      putNewVersion();
      await page.reload();
      await expect.poll(() => loads).toBe(2);
      await page.getByRole("button", { name: /Start search/ }).waitFor();
      await page.waitForTimeout(3_000);
      expect(loads).toBe(2);
      server.close();
    },
  );

  test(
    "a new version waits for a search that runs; taken in, the search goes on where it was",
    { tag: "@long" },
    async ({ page }) => {
      leaveToFuzz();
      const { server, address, putNewVersion } = await deploy();
      await page.goto(address);
      await workerIsReady(page);
      await page.reload();
      await page.getByRole("button", { name: /Start search/ }).click();
      await expect(page.getByRole("toolbar", { name: "Run" }).getByRole("status")).toHaveText("Running");
      await expect.poll(() => page.getByText(/step [1-9]\d* of/).count()).toBeGreaterThan(0);
      putNewVersion();
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      const notice = page.getByText("A new version of Cristae is ready. What is open is kept.");
      await expect(notice).toBeVisible();
      await expect(page.getByRole("toolbar", { name: "Run" }).getByRole("status")).toHaveText("Running");
      const rows = await boardRows(page).count();

      await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reload" }).click()]);
      await expect(page.getByRole("toolbar", { name: "Run" }).getByRole("status")).toHaveText("Running");
      await expect.poll(() => boardRows(page).count()).toBeGreaterThanOrEqual(rows);
      server.close();
    },
  );
});

test("a room that failed to load can be tried again", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page.route("**/assets/SpaceRoom-*.js", (route) => route.abort());
  await openRoom(page, "Space");
  await expect(page.getByText("This room could not be shown")).toBeVisible();
  await page.unroute("**/assets/SpaceRoom-*.js");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("region", { name: "What if" })).toBeVisible();
});

test("opened as a file it says how to serve it", async ({ page }) => {
  await page.goto(pathToFileURL(join(app, "index.html")).href);
  await expect(page.getByText(/opened as a file.*run “npm start”/)).toBeVisible();
});

test("without scripts it says what it needs", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(baseURL!);
  await expect(page.getByText(/which needs JavaScript/)).toBeVisible();
  await context.close();
});
