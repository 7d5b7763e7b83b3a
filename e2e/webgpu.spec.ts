import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test, type Page } from "@playwright/test";
import { inBrowser } from "../bench/browser.ts";
import { leaveToFuzz } from "./long.ts";
import { discStack } from "./discStack.ts";
import { breakDevices, GPU_FLAGS, serveFaultyGpu } from "./faultyGpu.ts";
import { boardRows, fill, searchEnds } from "./support.ts";

const executablePath = process.env.CHROMIUM_PATH;
test.use({ launchOptions: { ...(executablePath && { executablePath }), args: ["--no-sandbox", ...GPU_FLAGS] } });

test("trains the first workload's U-Net for 20 steps like the SIMD device", async () => {
  const root = fileURLToPath(new URL("../", import.meta.url));
  spawnSync(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--config", "bench/page/vite.config.ts"], {
    cwd: root,
    stdio: "inherit",
  });
  await inBrowser(async (measure) => {
    const losses = async (device: "simd" | "webgpu") => {
      const answer = await measure({ device, workload: "unet2d-64-b8-d3-n4", steps: 17 });
      if ("error" in answer) throw new Error(answer.error);
      return answer.losses;
    };
    const [simd, webgpu] = [await losses("simd"), await losses("webgpu")];
    const apart = (one: number, other: number) => Math.abs(one - other) / other;
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(webgpu).toHaveLength(20);
    expect(apart(webgpu[0]!, simd[0]!)).toBeLessThan(1e-5);
    for (let step = 0; step < 5; step++) expect(apart(webgpu[step]!, simd[step]!)).toBeLessThan(5e-3);
    expect(apart(mean(webgpu.slice(15)), mean(simd.slice(15)))).toBeLessThan(1e-2);
  });
});

test.describe("a search on a GPU that breaks", () => {
  let server: Awaited<ReturnType<typeof serveFaultyGpu>>;
  test.beforeAll(async () => void (server = await serveFaultyGpu()));
  test.afterAll(() => server.close());

  /** Two small networks on the software GPU, which is measured first. */
  async function setUp(page: Page): Promise<void> {
    const { image, labels } = discStack();
    await page.goto(server.url);
    await page.getByRole("button", { name: /Start search/ }).waitFor();
    await page.locator("#file-chooser").setInputFiles([
      { name: "raw.tif", mimeType: "image/tiff", buffer: image },
      { name: "labels.tif", mimeType: "image/tiff", buffer: labels },
    ]);
    await page.getByRole("button", { name: "Define space" }).waitFor();
    await page
      .getByRole("navigation", { name: "Rooms" })
      .getByRole("button", { name: /^Search/ })
      .click();
    for (const [label, value] of [
      ["Steps", 8],
      ["Evaluate every", 4],
      ["Patch", 16],
      ["Batch", 1],
      ["Trials", 1],
    ] as const)
      await fill(page, label, value);
    await expect(page.getByLabel("Measured devices")).toContainText("GPU, WebGPU");
    await page.getByRole("combobox", { name: "Device" }).click();
    await page.getByRole("option", { name: /WebGPU/ }).click();
  }

  const start = (page: Page) =>
    page.getByRole("region", { name: "Start a search" }).getByRole("button", { name: "Start search" }).click();
  const device = (page: Page) => page.getByRole("note", { name: "Device of the study" });

  test("fails the trial with the device's message after a shader error", async ({ page }) => {
    await setUp(page);
    await breakDevices(page, ["shader"]);
    await start(page);
    await searchEnds(page);
    await expect(boardRows(page).filter({ hasText: "Finished" })).toHaveCount(1);
    await boardRows(page).filter({ hasText: "Failed" }).click();
    await expect(page.getByText(/The GPU reported: Error while parsing WGSL/).first()).toBeVisible();
  });

  test("opens a lost device anew and trains the trial again", { tag: "@long" }, async ({ page }) => {
    leaveToFuzz();
    await setUp(page);
    const opened = await breakDevices(page, ["lose"]);
    await start(page);
    await searchEnds(page);
    await expect(boardRows(page).filter({ hasText: "Finished" })).toHaveCount(2);
    await expect(device(page)).toContainText("on GPU, WebGPU");
    expect(await opened()).toBe(2);
  });

  test("goes on with the CPU after two losses in a row, and says so", { tag: "@long" }, async ({ page }) => {
    leaveToFuzz();
    await setUp(page);
    const opened = await breakDevices(page, ["lose", "lose"]);
    await start(page);
    await expect(
      page.getByText(/The device "webgpu" was lost twice in a row; the search goes on with "simd"\./),
    ).toBeVisible();
    await searchEnds(page);
    await expect(boardRows(page).filter({ hasText: "Finished" })).toHaveCount(2);
    await expect(device(page)).toContainText('after "webgpu" was lost');
    expect(await opened()).toBe(2);
  });
});
