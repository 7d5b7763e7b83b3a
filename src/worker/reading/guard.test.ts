import { afterEach, expect, test, vi } from "vitest";
import { StudioError } from "../../core/errors.ts";
import { guardReader, type ReaderThread } from "./guard.ts";
import type { ReaderApi, SourceRequest } from "./readerApi.ts";

afterEach(() => void vi.useRealTimers());

const request: SourceRequest = { from: "disk", path: "a.tif" };
const decoded = {
  volume: { shape: [1, 1, 1] as const, data: Uint8Array.of(7), voxelSizeNm: null },
  description: "",
  isColor: false,
  isLossy: false,
  warnings: [],
};

/** Threads of which the first does as it is told; those after it work. */
function threads(first: Partial<ReaderApi>, crashed = new Promise<never>(() => undefined)) {
  const log: string[] = [];
  const working: ReaderApi = {
    open: () => Promise.resolve({ id: 0, name: "a.tif", arrays: [] }),
    decode: () => Promise.resolve(decoded),
    facts: () => Promise.reject(new Error("not asked")),
    release: (id) => Promise.resolve(void log.push(`released ${id}`)),
  };
  const spawn = (): ReaderThread => {
    const isFirst = log.length === 0;
    log.push("begun");
    return {
      reader: isFirst ? { ...working, ...first } : working,
      crashed: isFirst ? crashed : new Promise(() => undefined),
      end: () => void log.push("ended"),
    };
  };
  return { log, spawn };
}

test("a file that takes too long is refused, and its thread is ended", async () => {
  const { log, spawn } = threads({ open: () => new Promise(() => undefined) });
  await expect(guardReader(spawn, { openSeconds: 0.02, readSeconds: 1 }).open(request)).rejects.toMatchObject({
    name: "UnreadableFile",
    message: expect.stringMatching(/stopped after 0\.02 s/) as string,
  });
  expect(log).toEqual(["begun", "ended"]);
});

test("what was open is opened again in the next thread", async () => {
  const { log, spawn } = threads({ decode: () => new Promise(() => undefined) });
  const reader = guardReader(spawn, { openSeconds: 1, readSeconds: 0.02 });
  const { id } = await reader.open(request);
  await expect(reader.decode(id, 0, {})).rejects.toThrow(/stopped/);
  expect(await reader.decode(id, 0, {})).toEqual(decoded);
  expect(log).toEqual(["begun", "ended", "begun"]);
});

test("a file that is let go is let go by its thread, and is no longer open", async () => {
  const { log, spawn } = threads({});
  const reader = guardReader(spawn);
  const { id } = await reader.open(request);
  await reader.release(id);
  await reader.release(id);
  expect(log).toEqual(["begun", "released 0"]);
  await expect(reader.decode(id, 0, {})).rejects.toMatchObject({ name: "NotFound" });
  expect((await reader.open(request)).id).not.toBe(id);
});

test("a thread that dies refuses the file it read", async () => {
  const crash = Promise.reject(new StudioError("UnreadableFile", "Reading it stopped (out of memory)."));
  crash.catch(() => undefined);
  const { spawn } = threads({ open: () => new Promise(() => undefined) }, crash);
  await expect(guardReader(spawn).open(request)).rejects.toThrow(/out of memory/);
});

test("after a thread was ended, each file is found under its own number, and who waited for it is told", async () => {
  const path = (of: SourceRequest) => ("path" in of ? of.path : "");
  let spawned = 0;
  const spawn = (): ReaderThread => {
    const opened: string[] = [];
    const isFirst = spawned++ === 0;
    const reader: ReaderApi = {
      open: async (of) => (await Promise.resolve(), { id: opened.push(path(of)) - 1, name: path(of), arrays: [] }),
      decode: (id) =>
        isFirst ? new Promise(() => undefined) : Promise.resolve({ ...decoded, description: opened[id]! }),
      facts: () => new Promise(() => undefined),
      release: () => Promise.resolve(),
    };
    return { reader, crashed: new Promise(() => undefined), end: () => undefined };
  };
  const reader = guardReader(spawn, { openSeconds: 1, readSeconds: 0.02 });
  const a = await reader.open({ from: "disk", path: "a" });
  const waiting = expect(reader.decode(a.id, 0, {})).rejects.toThrow(/stopped after 0\.02 s/);
  const beside = expect(reader.facts(a.id, 0)).rejects.toThrow(/stopped/);
  await Promise.all([waiting, beside]);
  const c = await reader.open({ from: "disk", path: "c" });
  const found = await Promise.all([reader.decode(a.id, 0, {}), reader.decode(a.id, 0, {}), reader.decode(c.id, 0, {})]);
  expect(found.map(({ description }) => description)).toEqual(["a", "a", "c"]);
});

test("a reading that goes on is not stopped, however long it takes, and whoever asked is told how far it is", async () => {
  vi.useFakeTimers();
  const facts: ReaderApi["facts"] = async (_, __, progress) => {
    for (let step = 1; step <= 8; step++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      progress!(step / 8);
    }
    return { min: 0, max: 1, mean: 0.5, nonFinite: 0, sha256: "", warnings: [] };
  };
  const { spawn } = threads({ facts });
  const reader = guardReader(spawn, { openSeconds: 1, readSeconds: 0.1 });
  const { id } = await reader.open(request);
  const told: number[] = [];
  const found = reader.facts(id, 0, (share) => told.push(share));
  await vi.advanceTimersByTimeAsync(8 * 25);
  await expect(found).resolves.toMatchObject({ max: 1 });
  expect(told).toEqual([0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]);
});

test("a sign of life that comes after the result starts no clock: the thread is not ended for it", async () => {
  vi.useFakeTimers();
  let late: () => void = () => undefined;
  const facts: ReaderApi["facts"] = (_, __, progress) => {
    late = () => progress!(1);
    return Promise.resolve({ min: 0, max: 1, mean: 0.5, nonFinite: 0, sha256: "", warnings: [] });
  };
  const { log, spawn } = threads({ facts });
  const reader = guardReader(spawn, { openSeconds: 1, readSeconds: 0.02 });
  const { id } = await reader.open(request);
  await reader.facts(id, 0);
  late();
  await vi.advanceTimersByTimeAsync(80);
  expect(log).toEqual(["begun"]);
});
