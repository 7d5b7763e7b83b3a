import { expect, type Page } from "@playwright/test";
import { encode } from "fast-png";
import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import { discStack } from "./discStack.ts";
import { test } from "./knownMachine.ts";

const open = async (page: Page, files: readonly { name: string; buffer: Buffer }[]) => {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page
    .locator("#file-chooser")
    .setInputFiles(files.map((file) => ({ ...file, mimeType: "application/octet-stream" })));
};

test("a TIFF stack and its labels are told apart, mapped to classes and split", async ({ page }) => {
  const { image, labels } = discStack();
  await open(page, [
    { name: "train-labels.tif", buffer: labels },
    { name: "train-raw.tif", buffer: image },
  ]);
  await expect(page.getByText("Image · TIFF, 6 pages, 8-bit")).toBeVisible();
  await expect(page.getByText("Labels · TIFF, 6 pages, 8-bit")).toBeVisible();
  await expect(page.getByText("2, from 2 label values")).toBeVisible();
  await expect(page.getByRole("button", { name: "Define space" })).toBeEnabled();
});

test("label slices without an image, and sizes that differ, are explained with a way out", async ({ page }) => {
  await open(page, [
    { name: "raw.tif", buffer: discStack().image },
    { name: "seg.tif", buffer: discStack(8).labels },
  ]);
  await expect(page.getByText("The sizes differ.").first()).toBeVisible();
  await expect(page.getByText(/Labels have 8 slices, the image has 6/).first()).toBeVisible();
  await page.getByRole("button", { name: "Use slices 0 to 5" }).first().click();
  await expect(page.getByRole("button", { name: "Define space" })).toBeEnabled();
});

test("files that are no images are refused in a sentence, the others open", async ({ page }) => {
  const png = Buffer.from(encode({ width: 4, height: 4, data: new Uint8Array(16), depth: 8, channels: 1 }));
  await open(page, [
    { name: "raw.png", buffer: png },
    { name: "notes.tif", buffer: Buffer.from("<!DOCTYPE html><p>404") },
  ]);
  await expect(page.getByText(/web page saved under an image's name/).first()).toBeVisible();
});

test("labels whose slices are stored as channels are taken as slices where that is asked for", async ({ page }) => {
  const { image, classes, shape } = discStack();
  const labels = Buffer.from(
    encodeTiff({ shape: [1, shape[1], shape[2]], channels: shape[0], data: classes, voxelSizeNm: null }),
  );
  await open(page, [
    { name: "raw.tif", buffer: image },
    { name: "labels.tif", buffer: labels },
  ]);
  const dialog = page.getByRole("dialog", { name: "What to take of labels.tif" });
  await dialog.getByRole("radiogroup", { name: "Take The image as" }).getByText("Labels").click();
  await dialog.getByRole("combobox", { name: "Channel" }).click();
  await page.getByRole("option", { name: "All 6, as slices" }).click();
  await expect(dialog.getByText("Slice 3")).toBeVisible();
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByText("2, from 2 label values")).toBeVisible();
  await expect(page.getByRole("button", { name: "Define space" })).toBeEnabled();
});

test("labels that no training can stand are an error in the words of the command line; 255 beside class numbers is left out", async ({
  page,
}) => {
  const { image, classes, shape } = discStack();
  const labels = (of: (value: number, index: number) => number) =>
    Buffer.from(encodeTiff({ shape, data: classes.map(of), voxelSizeNm: null }));
  await open(page, [
    { name: "raw.tif", buffer: image },
    { name: "labels.tif", buffer: labels(() => 0) },
  ]);
  await expect(page.getByText('Every labelled voxel is of one class, "background" (value 0)').first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Define space" })).toBeDisabled();
  await open(page, [
    { name: "raw.tif", buffer: image },
    { name: "labels.tif", buffer: labels((value, index) => (index % 5 === 0 ? 255 : value > 0 ? 1 : 0)) },
  ]);
  await expect(page.getByText(/Value 255 \(\d+ voxels\) is read as unlabelled/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Define space" })).toBeEnabled();
});

test("what systems leave beside the slices of a folder is passed over", async ({ page }) => {
  const png = (value: number) =>
    Buffer.from(encode({ width: 4, height: 4, data: new Uint8Array(16).fill(value), depth: 8, channels: 1 }));
  await open(page, [
    ...[0, 1, 2].flatMap((z) => [
      { name: `${z}.png`, buffer: png(z) },
      { name: `._${z}.png`, buffer: Buffer.from([0, 5, 22, 7]) },
    ]),
    { name: "Thumbs.db", buffer: Buffer.from([1]) },
  ]);
  await expect(page.getByText(/PNG series, 3 files/)).toBeVisible();
  await expect(page.getByText(/was not opened/)).toBeHidden();
});

test("the stage is driven by keyboard: slices, zoom, overlay", async ({ page }) => {
  const { image, labels } = discStack();
  await open(page, [
    { name: "raw.tif", buffer: image },
    { name: "labels.tif", buffer: labels },
  ]);
  await expect(page.getByText("Slice 3 (0 to 5)")).toBeVisible();
  await page.keyboard.press("PageDown");
  await expect(page.getByText("Slice 4 (0 to 5)")).toBeVisible();
});
