import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryBlobs } from "./blobStore.ts";
import { lateBlobs } from "./lateBlobs.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const bytes = Uint8Array.of(1, 2, 3);

function watched() {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  return { kept, store: memoryBlobs(kept) };
}

test("what is removed in time is never written, and is there until then", async () => {
  const { kept, store } = watched();
  const late = lateBlobs(store, { afterMs: 100 });
  await late.write("a", bytes);
  expect([await late.size("a"), await late.read("a")]).toEqual([3, bytes]);
  await late.remove("a");
  await vi.advanceTimersByTimeAsync(200);
  expect([await late.read("a"), kept.size]).toEqual([null, 0]);
});

test("what stays is written, read from there, and removed from there", async () => {
  const { kept, store } = watched();
  const late = lateBlobs(store, { afterMs: 100 });
  await late.write("a", bytes);
  await vi.advanceTimersByTimeAsync(200);
  expect([...kept.keys()]).toEqual(["a"]);
  expect(await late.read("a")).toEqual(bytes);
  await late.remove("a");
  expect(kept.size).toBe(0);
});

test("bytes that are removed while they are written do not come back", async () => {
  const { kept, store } = watched();
  let written: () => void = () => undefined;
  const slow = {
    ...store,
    write: (name: string, all: Uint8Array) =>
      new Promise<void>((resolve) => (written = () => void store.write(name, all).then(resolve))),
  };
  const late = lateBlobs(slow, { afterMs: 100 });
  await late.write("a", bytes);
  await vi.advanceTimersByTimeAsync(200);
  await late.remove("a");
  written();
  await vi.advanceTimersByTimeAsync(1);
  expect(kept.size).toBe(0);
});

test("no more waits than there is room for, and the end waits for nothing", async () => {
  const { kept, store } = watched();
  const late = lateBlobs(store, { mostBytes: 4 });
  await late.write("a", bytes);
  await late.write("b", bytes);
  expect([...kept.keys()]).toEqual(["b"]);
  await late.close();
  expect([...kept.keys()].sort()).toEqual(["a", "b"]);
});

test("a store that is full loses nothing that is still here", async () => {
  const late = lateBlobs({ ...memoryBlobs(), write: () => Promise.reject(new Error("full")) }, { afterMs: 100 });
  await late.write("a", bytes);
  await vi.advanceTimersByTimeAsync(200);
  expect(await late.read("a")).toEqual(bytes);
});
