import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { encode } from "fast-png";
import { test } from "./knownMachine.ts";

const data = join(import.meta.dirname, "../../shared/data");

/** Drops or chooses files on the first screen; paths with a slash come as from a folder. */
async function open(page: Page, files: readonly { readonly name: string; readonly buffer: Buffer }[]): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  const sent = files.map(({ name, buffer }) => ({ name, base64: buffer.toString("base64") }));
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    const files = list.map(
      ({ name, base64 }) => new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name),
    );
    for (const file of files) transfer.items.add(file);
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, sent);
}

/** A dropped folder, as the browser hands one out. */
async function openFolder(
  page: Page,
  name: string,
  files: readonly { readonly path: string; readonly buffer: Buffer }[],
): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page.evaluate(
    ({ folder, list }) => {
      const input = document.getElementById("file-chooser") as HTMLInputElement;
      const transfer = new DataTransfer();
      for (const { path, base64 } of list) {
        const file = new File(
          [Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))],
          path.split("/").at(-1)!,
        );
        Object.defineProperty(file, "webkitRelativePath", { value: `${folder}/${path}` });
        transfer.items.add(file);
      }
      Object.defineProperty(input, "files", {
        value: list.map((_, index) => transfer.files[index]!),
        configurable: true,
      });
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    { folder: name, list: files.map(({ path, buffer }) => ({ path, base64: buffer.toString("base64") })) },
  );
}

const png = (value: number) =>
  Buffer.from(
    encode({
      width: 24,
      height: 20,
      data: Uint8Array.from({ length: 480 }, (_, at) => (at * 7 + value * 31) % 251),
      depth: 8,
      channels: 1,
    }),
  );
const shapeOf = (page: Page) => page.getByRole("region", { name: "Volume" }).getByText(/^\d+ × \d+ × \d+$/);

const FAMILIES = [
  ["formats_generated/imagej_hyperstack_u16.tif", "5 × 80 × 113", "TIFF"],
  ["formats_generated/section_u16.png", "1 × 80 × 113", "PNG"],
  ["formats/jpeg_series/train-volume00.jpg", "1 × 512 × 512", "JPEG"],
  ["formats_generated/stack_mode12_f16.mrc", "5 × 80 × 113", "MRC"],
  ["formats_generated/stack_u8_bzip2.nrrd", "5 × 80 × 113", "NRRD"],
  ["formats_generated/stack_f32_nifti2.nii.gz", "5 × 80 × 113", "NIfTI-2"],
  ["formats_generated/stack_em.h5", "5 × 80 × 113", "HDF5"],
  ["formats_generated/stack_u16_fortran.npy", "5 × 80 × 113", "NPY"],
  ["formats_generated/image_and_label.npz", "5 × 80 × 113", "NPZ"],
  ["formats/dm/ncem__dmTest_3D_int16_64_65_66.dm4", "66 × 65 × 64", "DM4"],
] as const;

test.describe("one file of each family", () => {
  test.skip(!existsSync(data), "one file of each format, as the collection of files beside the checkout is not here");
  for (const [path, shape, format] of FAMILIES) {
    test(`${format} is dropped on the page and opens`, async ({ page }) => {
      await open(page, [{ name: path.split("/").at(-1)!, buffer: readFileSync(join(data, path)) }]);
      const dialog = page.getByRole("dialog");
      await expect(dialog.or(shapeOf(page))).toBeVisible();
      if (await dialog.isVisible()) await dialog.getByRole("button", { name: "Open", exact: true }).click();
      await expect(page.getByText(new RegExp(`Image · ${format}`))).toBeVisible();
      if (await page.getByRole("button", { name: "Close list" }).isVisible())
        await page.getByRole("button", { name: "Close list" }).click();
      await expect(shapeOf(page)).toHaveText(shape);
    });
  }

  test("image and labels are chosen inside of one HDF5 file, also behind its filter LZF", async ({ page }) => {
    await open(page, [{ name: "stack_em.h5", buffer: readFileSync(join(data, "formats_generated/stack_em.h5")) }]);
    const dialog = page.getByRole("dialog", { name: "What to take of stack_em.h5" });
    await expect(dialog.getByRole("group", { name: "volumes/labels/semantic", exact: true })).not.toContainText(
      "compressed with",
    );
    await dialog.getByRole("radiogroup", { name: "Take volumes/labels/semantic as" }).getByText("Labels").click();
    await expect(dialog.getByRole("img", { name: "Middle slice of volumes/raw", exact: true })).toBeVisible();
    await dialog.getByRole("radiogroup", { name: "Take volumes/raw_u16 as" }).getByText("Image").click();
    await dialog.getByRole("button", { name: "Open", exact: true }).click();
    await expect(page.getByText(/Image · HDF5, 5 × 80 × 113, uint16/)).toBeVisible();
    await expect(page.getByText(/Labels · HDF5, 5 × 80 × 113, uint/)).toBeVisible();
  });

  test("a channel of a hyperstack is chosen by its picture", async ({ page }) => {
    await open(page, [
      { name: "hyper.tif", buffer: readFileSync(join(data, "formats_generated/imagej_hyperstack_u16.tif")) },
    ]);
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Channel" }).click();
    await page.getByRole("option", { name: "2 of 2" }).click();
    await dialog.getByRole("spinbutton", { name: "Slices to" }).or(dialog.getByLabel("Slices to")).first().fill("2");
    await dialog.getByRole("button", { name: "Open", exact: true }).click();
    await expect(shapeOf(page)).toHaveText("3 × 80 × 113");
  });

  test("slices are looked at before any is read, and the region begins and ends at those seen", async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await open(page, [{ name: "stack_em.h5", buffer: readFileSync(join(data, "formats_generated/stack_em.h5")) }]);
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("img", { name: "Slice 2 of volumes/raw", exact: true })).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Open", exact: true })).toBeFocused();
    await expect(dialog.getByRole("button", { name: "Open", exact: true })).toBeInViewport({ ratio: 1 });
    await dialog.getByRole("radiogroup", { name: "Take volumes/labels/semantic as" }).getByText("Not used").click();
    const slider = dialog.getByRole("slider", { name: "Slice of volumes/raw", exact: true });
    await slider.press("ArrowLeft");
    await dialog.getByRole("button", { name: "Begin here" }).first().click();
    await slider.press("End");
    await slider.press("ArrowLeft");
    await dialog.getByRole("button", { name: "End here" }).first().click();
    await slider.press("Home");
    await expect(dialog.getByText("Slice 0, left out")).toBeVisible();
    await dialog.getByRole("button", { name: "Open", exact: true }).click();
    await expect(shapeOf(page)).toHaveText("3 × 80 × 113");
  });

  test("a truncated file is refused with what was found and what would work", async ({ page }) => {
    await open(page, [{ name: "cut.mrc", buffer: readFileSync(join(data, "malformed/made__truncated.mrc")) }]);
    await expect(page.getByRole("alert")).toContainText(
      /cut\.mrc was not opened.*32000 bytes from byte 1024; the file holds 20992 there.*cut off/s,
    );
  });
});

test("a folder of PNG slices is one stack, in the order of the numbers", async ({ page }) => {
  await openFolder(
    page,
    "stack",
    [10, 9, 2, 1].map((z) => ({ path: `z${z}.png`, buffer: png(z) })),
  );
  await expect(page.getByText("Image · PNG series, 4 files, 8-bit grey")).toBeVisible();
  await expect(shapeOf(page)).toHaveText("4 × 20 × 24");
});

test("a page that is no image says so in a sentence", async ({ page }) => {
  await open(page, [{ name: "scan.tif", buffer: Buffer.from("<!DOCTYPE html><title>Sign in</title>") }]);
  await expect(page.getByRole("alert")).toContainText(/web page saved under an image's name/);
});

test.describe("an OME-Zarr at an address", () => {
  const files: Readonly<Record<string, Buffer>> = {
    ".zgroup": Buffer.from('{"zarr_format":2}'),
    ".zattrs": Buffer.from(
      JSON.stringify({
        multiscales: [
          {
            version: "0.4",
            axes: ["z", "y", "x"].map((name) => ({ name, type: "space", unit: "nanometer" })),
            datasets: [
              { path: "0", coordinateTransformations: [{ type: "scale", scale: [40, 4, 4] }] },
              { path: "1", coordinateTransformations: [{ type: "scale", scale: [40, 8, 8] }] },
            ],
          },
        ],
      }),
    ),
    ...level("0", 16),
    ...level("1", 8),
  };

  function level(path: string, side: number): Record<string, Buffer> {
    return {
      [`${path}/.zarray`]: Buffer.from(
        JSON.stringify({
          zarr_format: 2,
          shape: [2, side, side],
          chunks: [1, side, side],
          dtype: "|u1",
          compressor: null,
          fill_value: 0,
          order: "C",
          filters: null,
        }),
      ),
      [`${path}/0.0.0`]: Buffer.from(Uint8Array.from({ length: side * side }, (_, at) => at % 200)),
      [`${path}/1.0.0`]: Buffer.from(Uint8Array.from({ length: side * side }, (_, at) => (at * 3) % 200)),
    };
  }

  let server: Server;
  const asked: string[] = [];
  test.beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.method === "OPTIONS")
        return response
          .writeHead(204, { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "range" })
          .end();
      let length = 0;
      request
        .on("data", (chunk: Buffer) => (length += chunk.length))
        .on("end", () => {
          asked.push(`${request.method!} ${length}`);
          const content = files[decodeURIComponent(request.url!).replace("/em.ome.zarr/", "")];
          response.writeHead(content ? 200 : 404, { "Access-Control-Allow-Origin": "*" }).end(content);
        });
      return undefined;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  test.afterAll(() => void server.close());

  test("is opened by its levels; the host is named; only GET requests without a body leave", async ({
    page,
    baseURL,
  }) => {
    const foreign: { readonly method: string; readonly body: string | null; readonly host: string }[] = [];
    page.on("request", (request) => {
      const { protocol, host, origin } = new URL(request.url());
      if (protocol !== "blob:" && protocol !== "data:" && origin !== new URL(baseURL!).origin)
        foreign.push({ method: request.method(), body: request.postData(), host });
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await page.goto("/");
    await page.getByRole("button", { name: "addresses" }).click();
    await page.getByRole("textbox", { name: "Address" }).fill(`http://${host}/em.ome.zarr`);
    await page.getByRole("dialog").getByRole("button", { name: "Open", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "What to take of em.ome.zarr" });
    await expect(dialog).toContainText(`Read from ${host}`);
    await expect(dialog.getByRole("group", { name: "Arrays" }).getByRole("group")).toHaveCount(2);
    await dialog.getByRole("button", { name: "Open", exact: true }).click();
    await expect(shapeOf(page)).toHaveText("2 × 16 × 16");
    await expect(page.getByLabel("Voxel size z, nm")).toHaveValue("40");
    expect(new Set(asked)).toEqual(new Set(["GET 0"]));
    expect(foreign.every(({ method, body }) => method === "GET" && body === null)).toBe(true);
    expect([...new Set(foreign.map((request) => request.host))]).toEqual([host]);
  });

  test("an address that is not encrypted is not asked", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("button", { name: "addresses" }).click();
    await page.getByRole("textbox", { name: "Address" }).fill("http://example.org/em.zarr");
    await page.getByRole("dialog").getByRole("button", { name: "Open", exact: true }).click();
    await expect(page.getByText(/only https addresses are/)).toBeVisible();
  });
});
