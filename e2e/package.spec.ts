import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { cristae } from "./cristae.ts";
import { discStack } from "./discStack.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cristae-package-"));
const installed = join(folder, "node_modules/cristae");
/** What an installed package may take, in bytes. */
const MOST_BYTES = 60e6;

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));
test.describe.configure({ mode: "serial" });

/** Both parts are built by then: the page for all these tests, the command line by the first that runs it. */
test.beforeAll(async () => {
  await cristae("list", "networks");
});

function run(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  expect(status, `${program} ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

const installedCristae = (...args: readonly string[]) => run("npx", ["--no-install", "cristae", ...args], folder);

const bytesIn = (path: string): number =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

test("the package installs by itself, without the network, and takes little", () => {
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], root);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!;
  writeFileSync(join(folder, "package.json"), "{}");
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, tarball)], folder);
  expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["cristae"]);
  expect(bytesIn(installed)).toBeLessThan(MOST_BYTES);
});

test("what is installed trains, and reads what it wrote", () => {
  const { image, labels } = discStack();
  writeFileSync(join(folder, "discs.tif"), image);
  writeFileSync(join(folder, "labels.tif"), labels);
  const small = ["--network", "unet", "--set", "base=2", "--patch", "32", "--steps", "2", "--device", "simd"];
  const data = ["--image", "discs.tif", "--labels", "labels.tif"];
  installedCristae("train", ...data, ...small, "--out", "trained.cristae.zip");
  installedCristae("predict", "trained.cristae.zip", "--image", "discs.tif", "--slices", "0:1", "--out", "mask.tif");
  expect(installedCristae("info", "mask.tif")).toContain("shape 48 × 48 (yx), uint8");
});

test("what is installed serves the studio, ready to search", async ({ page }) => {
  const studio = spawn("npx", ["--no-install", "cristae", "studio", "--port", "0", "--no-open"], {
    cwd: folder,
    detached: true,
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      studio.stdout.on("data", (chunk: Buffer) => {
        const found = /http:\S+/.exec(chunk.toString());
        if (found) resolve(found[0]);
      });
      studio.once("exit", (code) => reject(new Error(`It ended with code ${String(code)}.`)));
    });
    await page.goto(address);
    await expect(page.getByRole("button", { name: "Start search" })).toBeEnabled();
  } finally {
    process.kill(-studio.pid!, "SIGTERM");
  }
});

test("it says which Node it needs", () => {
  const old = `Object.defineProperty(process.versions, "node", { value: "18.20.1" });`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(old)}`, "bin/cristae.js"],
    { cwd: installed, encoding: "utf8" },
  );
  expect(stderr).toBe("cristae: this is Node 18.20.1; Cristae needs 20.19 or newer.\n");
  expect(status).toBe(1);
});
