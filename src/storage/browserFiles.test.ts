import { expect, test } from "vitest";
import { StudioError } from "../core/errors.ts";
import { openBrowserFiles } from "./browserFiles.ts";
import { createMemoryFileStore } from "./memoryFileStore.ts";

test("files outlive the tab where the browser has storage and lets it be written; the probe leaves nothing behind", async () => {
  const store = createMemoryFileStore();
  const { files, isDurable } = await openBrowserFiles("cristae", () => Promise.resolve(store));
  expect([files, isDurable, await store.list("")]).toEqual([store, true, []]);
});

test.each([
  ["has none", () => Promise.reject(new TypeError("navigator.storage is undefined"))],
  [
    "refuses the first byte",
    () =>
      Promise.resolve({ ...createMemoryFileStore(), write: () => Promise.reject(new StudioError("DiskFull", "full")) }),
  ],
])("memory stands in where the browser %s, and says so", async (_, open) => {
  const { files, isDurable } = await openBrowserFiles("cristae", open);
  await files.write("a", Uint8Array.of(7));
  expect([isDurable, await files.read("a")]).toEqual([false, Uint8Array.of(7)]);
});
