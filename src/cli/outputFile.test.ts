import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { checkOutput, writeOutput, writeOutputs } from "./outputFile.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
let at: (name: string) => string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "cristae-out-"));
  at = (name) => join(folder, name);
  writeFileSync(at("image.tif"), "image");
  mkdirSync(at("slices"));
  writeFileSync(at("slices/1.png"), "slice");
});

const rules = (...inputs: string[]) => ({ flag: "--out", inputs });

test("an input is refused by whatever name it goes, with --force too", async () => {
  symlinkSync(at("image.tif"), at("link.tif"));
  linkSync(at("image.tif"), at("hard.tif"));
  symlinkSync(at("slices"), at("other"));
  const wrong: readonly [string, string][] = [
    ["image.tif", "image.tif"],
    ["slices/../image.tif", "image.tif"],
    ["link.tif", "image.tif"],
    ["image.tif", "link.tif"],
    ["hard.tif", "image.tif"],
    ["slices/mask.png", "slices"],
    ["other/mask.png", "slices"],
    ["slices", "slices"],
    ["slices", "slices/1.png"],
  ];
  for (const [out, input] of wrong)
    await expect(checkOutput(at(out), { ...rules(at(input)), force: true }), `${out} over ${input}`).rejects.toThrow(
      /An input is never overwritten/,
    );
  await expect(
    checkOutput(at("mask.tif"), rules(at("image.tif"), "https://example.org/mask.tif")),
  ).resolves.toBeUndefined();
  await expect(checkOutput(at("slices2"), rules(at("slices")))).resolves.toBeUndefined();
});

test("what is there is replaced only with --force, and a missing folder is named", async () => {
  writeFileSync(at("mask.tif"), "old");
  await expect(writeOutput(at("mask.tif"), [{ path: "mask.tif", bytes: bytes("new") }], rules())).rejects.toThrow(
    /there already.*--force/,
  );
  expect(readFileSync(at("mask.tif"), "utf8")).toBe("old");
  await writeOutput(at("mask.tif"), [{ path: "mask.tif", bytes: bytes("new") }], { ...rules(), force: true });
  expect(readFileSync(at("mask.tif"), "utf8")).toBe("new");
  await expect(checkOutput(at("nowhere/mask.tif"), rules())).rejects.toThrow(/there is no folder ".*nowhere"/);
});

test("several files replace a folder as one, without its old files", async () => {
  mkdirSync(at("mask.zarr"));
  writeFileSync(at("mask.zarr/old"), "old");
  writeFileSync(at("mask.zarr/zarr.json"), "{}");
  const files = [
    { path: "zarr.json", bytes: bytes("{}") },
    { path: "0/c", bytes: bytes("1") },
  ];
  await writeOutput(at("mask.zarr"), files, { ...rules(), force: true });
  expect(readdirSync(at("mask.zarr")).sort()).toEqual(["0", "zarr.json"]);
  expect(readdirSync(at(".")).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a folder that holds anything but an earlier output stays, whatever --force says", async () => {
  const slices = [
    { path: "results/0.png", bytes: bytes("0") },
    { path: "results/1.png", bytes: bytes("1") },
  ];
  const array = [
    { path: "zarr.json", bytes: bytes("{}") },
    { path: "0/c", bytes: bytes("1") },
  ];
  mkdirSync(at("results/deep"), { recursive: true });
  mkdirSync(at("home.zarr"));
  writeFileSync(at("home.zarr/README"), "mine");
  await expect(writeOutputs(at("results.png"), slices, { ...rules(), force: true })).rejects.toThrow(
    /holds what this did not write \(deep\)/,
  );
  await expect(writeOutput(at("home.zarr"), array, { ...rules(), force: true })).rejects.toThrow(
    /did not write \(README\)/,
  );
  expect([readdirSync(at("results")), readdirSync(at("home.zarr"))]).toEqual([["deep"], ["README"]]);
  rmSync(at("results/deep"), { recursive: true });
  writeFileSync(at("results/7.png"), "old");
  expect(await writeOutputs(at("results.png"), slices, { ...rules(), force: true })).toBe(at("results"));
  expect(readdirSync(at("results")).sort()).toEqual(["0.png", "1.png"]);
});

test("a disk that fills up keeps the old file and leaves no half of the new one", async () => {
  writeFileSync(at("mask.tif"), "old");
  const full = vi
    .spyOn(
      await import("node:fs/promises").then(async ({ open }) => {
        const handle = await open(at("image.tif"));
        await handle.close();
        return Object.getPrototypeOf(handle) as { writeFile: () => Promise<void> };
      }),
      "writeFile",
    )
    .mockRejectedValue(Object.assign(new Error("no space"), { code: "ENOSPC" }));
  await expect(
    writeOutput(at("mask.tif"), [{ path: "mask.tif", bytes: bytes("new") }], { ...rules(), force: true }),
  ).rejects.toThrow(/disk is full.*What was there before is as it was/);
  full.mockRestore();
  expect(readFileSync(at("mask.tif"), "utf8")).toBe("old");
  expect(readdirSync(at(".")).sort()).toEqual(["image.tif", "mask.tif", "slices"]);
});
