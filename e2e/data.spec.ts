import { expect, type Page } from "@playwright/test";
import { encode } from "fast-png";
import { discStack } from "./discStack.ts";
import { test } from "./knownMachine.ts";

const open = async (page: Page, files: readonly { name: string; buffer: Buffer }[]) => {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page.locator("#file-chooser").setInputFiles(files.map((file) => ({ ...file, mimeType: "application/octet-stream" })));
};

test("a TIFF stack and its labels are told apart, mapped to classes and split", async ({ page }) => {
  const { image, labels } = discStack();
  await open(page, [{ name: "train-labels.tif", buffer: labels }, { name: "train-raw.tif", buffer: image }]);
  await expect(page.getByText("Image · TIFF, 6 pages, 8-bit")).toBeVisible();
  await expect(page.getByText("Labels · TIFF, 6 pages, 8-bit")).toBeVisible();
  await expect(page.getByText("2, from 2 label values")).toBeVisible();
  await expect(page.getByRole("button", { name: "Define space" })).toBeEnabled();
});

test("label slices without an image, and sizes that differ, are explained with a way out", async ({ page }) => {
  await open(page, [{ name: "raw.tif", buffer: discStack().image }, { name: "seg.tif", buffer: discStack(8).labels }]);
  await expect(page.getByText("The sizes differ.").first()).toBeVisible();
  await expect(page.getByText(/Labels have 8 slices, the image has 6/).first()).toBeVisible();
  await page.getByRole("button", { name: "Use slices 0 to 5" }).first().click();
  await expect(page.getByRole("button", { name: "Define space" })).toBeEnabled();
});

test("files that are no images are refused in a sentence, the others open", async ({ page }) => {
  const png = Buffer.from(encode({ width: 4, height: 4, data: new Uint8Array(16), depth: 8, channels: 1 }));
  await open(page, [{ name: "raw.png", buffer: png }, { name: "notes.tif", buffer: Buffer.from("<!DOCTYPE html><p>404") }]);
  await expect(page.getByText(/web page saved under an image's name/).first()).toBeVisible();
});

test("the stage is driven by keyboard: slices, zoom, overlay", async ({ page }) => {
  const { image, labels } = discStack();
  await open(page, [{ name: "raw.tif", buffer: image }, { name: "labels.tif", buffer: labels }]);
  await expect(page.getByText("Slice 3 of 6")).toBeVisible();
  await page.keyboard.press("PageDown");
  await expect(page.getByText("Slice 4 of 6")).toBeVisible();
});
