import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { unzipSync } from "fflate";
import type * as Runtime from "onnxruntime-web/wasm";
import { test } from "./finishedSearch.ts";
import { boardRow, openRoom } from "./support.ts";

const runtimeFolder = dirname(createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"));

/** Runs an ONNX file in a page that knows nothing of the search, under the studio's own content policy. */
async function runInFreshPage(page: Page, file: Buffer) {
  await page.route("**/onnx-runtime/*", async (route) =>
    route.fulfill({
      body: await readFile(join(runtimeFolder, new URL(route.request().url()).pathname.split("/").at(-1)!)),
      contentType: route.request().url().endsWith(".wasm") ? "application/wasm" : "text/javascript",
    }),
  );
  await page.goto("/");
  return page.evaluate(
    async ({ bytes, side }) => {
      const address = new URL("onnx-runtime/ort.wasm.bundle.min.mjs", location.href).href;
      const { env, InferenceSession, Tensor } = (await import(address)) as typeof Runtime;
      env.wasm.numThreads = 1;
      env.wasm.wasmPaths = new URL("onnx-runtime/", location.href).href;
      const session = await InferenceSession.create(Uint8Array.from(bytes));
      const grey = Float32Array.from({ length: side * side }, (_, at) => at % 251);
      const { probabilities } = await session.run({ image: new Tensor("float32", grey, [1, 1, side, side]) });
      const values = probabilities!.data as Float32Array;
      const plane = side * side;
      const sum = Array.from({ length: values.length / plane }, (_, index) => values[index * plane]!);
      return { dims: [...probabilities!.dims], sum: sum.reduce((total, value) => total + value, 0) };
    },
    { bytes: [...file], side: 96 },
  );
}

test("a network leaves the page with the proof that it computes the same, and runs in a page that never saw it", async ({
  page,
  context,
  openFinishedSearch,
}) => {
  await openFinishedSearch();
  await boardRow(page, 1).click();
  await page.getByRole("button", { name: "Open the trial's page" }).click();
  await page.getByRole("button", { name: "Export network" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Write it and check it" }).click();
  await expect(dialog.getByRole("status")).toContainText(
    /max difference \de-\d+ on slice \d+, checked just now with ONNX Runtime Web/,
  );
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.onnx$/);
  const { dims, sum } = await runInFreshPage(await context.newPage(), await readFile(await download.path()));
  expect(dims).toEqual([1, 7, 96, 96]);
  expect(sum).toBeCloseTo(1, 4);
});

test("Compare's panes export networks too, and a layers model is run by TensorFlow.js", async ({
  page,
  openFinishedSearch,
}) => {
  await openFinishedSearch();
  await boardRow(page, 1).click();
  await page.getByRole("button", { name: "Compare", exact: true }).first().click();
  await openRoom(page, "Compare");
  await page
    .getByRole("button", { name: /^Pane . shows Trial 1$/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Export network" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Format" }).click();
  await page.getByRole("option", { name: "TensorFlow.js" }).click();
  await dialog.getByRole("button", { name: "Write it and check it" }).click();
  await expect(dialog.getByRole("status")).toContainText(/checked just now with TensorFlow.js/);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download" }).click(),
  ]);
  const files = unzipSync(await readFile(await download.path()));
  expect(Object.keys(files).map((path) => path.split("/").at(-1))).toEqual(["model.json", "weights.bin"]);
});
