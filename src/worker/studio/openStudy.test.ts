import { describe, expect, test, vi } from "vitest";
import { StudioError } from "../../core/errors.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import { createMemoryFileStore } from "../../storage/memoryFileStore.ts";
import { unpackStudy } from "../../storage/studyFile.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { fakeLockManager } from "../../testing/fakeLocks.ts";
import { toySpec } from "../../testing/toyStudy.ts";
import type { LiveStatus } from "../studioApi.ts";
import { wallClock } from "./clock.ts";
import { createLibrary } from "./library.ts";
import { createTelling } from "./telling.ts";
import { openStudy, type OpenStudy } from "./openStudy.ts";
import { packOpenStudy } from "./packOpenStudy.ts";
import { createStudyLocks, type StudyLocks } from "./studyLocks.ts";
import type { TabMessage, Tabs } from "./tabs.ts";

const nothing = () => {
  throw new StudioError("BadInput", "No data are open.");
};

interface Tab {
  readonly open: (id: string) => Promise<OpenStudy>;
  readonly statuses: LiveStatus[];
  readonly told: TabMessage[];
}

function tabOf(
  files: FileStore,
  {
    isDurable = true,
    locks = createStudyLocks(fakeLockManager()),
  }: { readonly isDurable?: boolean; readonly locks?: StudyLocks } = {},
): Tab {
  const library = createLibrary({ files, isDurable, locks });
  const statuses: LiveStatus[] = [];
  const told: TabMessage[] = [];
  const tabs: Tabs = { tell: (message) => told.push(message), onMessage: () => undefined };
  return {
    statuses,
    told,
    async open(id) {
      const folder = library.folder(id);
      if ((await folder.readLog()).events.length === 0)
        await folder.log.append([{ type: "studyCreated", spec: toySpec() }]);
      return openStudy(await folder.readLog(), {
        id,
        folder,
        dataset: nothing,
        devices: {
          choose: () => Promise.resolve({ device: "simd", by: "calibration", figures: [] }),
          learn: () => Promise.resolve(),
        },
        watcher: () => ({
          study: () => undefined,
          deviceLost: () => undefined,
          preview: () => undefined,
          status: (status) => statuses.push(status),
        }),
        telling: createTelling(() => null, wallClock),
        lock: await locks.take(id),
        tabs,
        storage: library.storage(id),
        spawnTrainer: nothing,
        clock: wallClock,
      });
    },
  };
}

describe("saved", () => {
  test("is said once an event is written where it outlives the tab, and never without such a place", async () => {
    const durable = await tabOf(createMemoryFileStore()).open("a");
    await durable.record({ type: "renamed", name: "Second" });
    expect(durable.status()).toMatchObject({
      owner: "here",
      kept: { isDurable: true, problem: null },
      savedAt: expect.any(Number) as number,
    });
    const passing = await tabOf(createMemoryFileStore(), { isDurable: false }).open("a");
    await passing.record({ type: "renamed", name: "Second" });
    expect(passing.status()).toMatchObject({ kept: { isDurable: false }, savedAt: null });
    await Promise.all([durable.close(), passing.close()]);
  });

  test("a full disk is said with the error and stays said until something is written again", async () => {
    const files = createMemoryFileStore();
    let isFull = false;
    const append = (path: string, bytes: Uint8Array) =>
      isFull ? Promise.reject(new StudioError("DiskFull", "The browser's storage is full")) : files.append(path, bytes);
    const tab = tabOf({ ...files, append });
    const study = await tab.open("a");
    isFull = true;
    await expect(study.record({ type: "renamed", name: "Second" })).rejects.toMatchObject({ name: "DiskFull" });
    expect(tab.statuses.map(({ kept }) => kept.problem?.name).pop()).toBe("DiskFull");
    isFull = false;
    await study.record({ type: "renamed", name: "Third" });
    expect(study.status().kept.problem).toBeNull();
    await study.close();
  });

  test("what the browser has evicted is written again from the tab, and said", async () => {
    vi.useFakeTimers();
    const files = createMemoryFileStore();
    const tab = tabOf(files);
    const study = await tab.open("a");
    await study.record({ type: "renamed", name: "Second" });
    const before = await openStudyFolder(files, "studies/a").readLog();
    await files.remove("studies");
    await vi.advanceTimersByTimeAsync(6_000);
    vi.useRealTimers();
    expect(tab.statuses.map(({ kept }) => kept.problem?.name).pop()).toBe("StorageEvicted");
    expect((await openStudyFolder(files, "studies/a").readLog()).events).toEqual(before.events);
    await study.close();
  });
});

test("where the browser has cleared the site's data and takes no new ones, the study counts as unsaved", async () => {
  vi.useFakeTimers();
  const files = createMemoryFileStore();
  const write = (path: string, bytes: Uint8Array) =>
    path.endsWith("log.jsonl") ? Promise.reject(new DOMException("gone", "NotFoundError")) : files.write(path, bytes);
  const tab = tabOf({ ...files, write });
  const study = await tab.open("a");
  await files.remove("studies");
  await vi.advanceTimersByTimeAsync(6_000);
  vi.useRealTimers();
  expect(study.status().kept.problem).toMatchObject({
    name: "StorageEvicted",
    message: expect.stringContaining("save its file") as string,
  });
  const { events } = await unpackStudy(await packOpenStudy(study, files, "studies/a", { withData: true }));
  expect(events).toEqual(study.events());
  await study.close();
});

describe("a study that another tab writes", () => {
  test("is followed event by event; what was missed is read from its log; nothing is changed here", async () => {
    const [files, manager] = [createMemoryFileStore(), fakeLockManager()];
    const [first, second] = [0, 1].map(() => tabOf(files, { locks: createStudyLocks(manager) })) as [Tab, Tab];
    const owner = await first.open("a");
    const watcher = await second.open("a");
    expect(watcher.status().owner).toBe("elsewhere");
    await owner.record({ type: "renamed", name: "missed" });
    first.told.length = 0;
    await owner.record({ type: "pointRemoved", id: 4 });
    await owner.record({ type: "renamed", name: "told" });
    for (const message of first.told) await watcher.follow(message);
    expect([watcher.study().spec.name, watcher.events()]).toEqual(["told", owner.events()]);
    await expect(watcher.record({ type: "renamed", name: "mine" })).rejects.toMatchObject({ name: "StudyBusy" });
    expect(() => watcher.finish()).toThrow(/another tab/);
    await Promise.all([owner.close(), watcher.close()]);
  });
});

test("a study whose log is damaged is shown up to the damage, and nothing is written behind it", async () => {
  const files = createMemoryFileStore();
  const asked = {
    type: "trialAsked",
    trial: 0,
    stage: 0,
    label: "1",
    architecture: { kind: "genotype", genotype: null },
    key: "k",
    reason: { text: "" },
    cost: null,
    isPinned: false,
  } as const;
  const folder = openStudyFolder(files, "studies/a");
  await folder.log.append([{ type: "studyCreated", spec: toySpec() }, asked]);
  await files.append("studies/a/log.jsonl", new TextEncoder().encode("\0\0\0\n"));
  await folder.log.append([{ type: "renamed", name: "behind" }]);
  const before = await files.read("studies/a/log.jsonl");
  const study = await tabOf(files).open("a");
  expect([study.study().trials.length, study.study().spec.name]).toEqual([1, toySpec().name]);
  expect(study.status().damage).toMatch(/Line 3 of the 4 lines/);
  await expect(study.record({ type: "renamed", name: "x" })).rejects.toThrow(
    /Line 3 of the 4 lines .* is damaged.*cristae repair/,
  );
  for (const change of [
    () => study.cancelTrial(0),
    () => study.finish(),
    () => study.start({ choice: { device: "simd", by: "user", figures: [] }, slots: 1, pace: "full" }),
  ])
    expect(change).toThrow(/is damaged/);
  await study.folder.writeCheckpoint(0, Uint8Array.of(1));
  await study.close();
  expect(await files.read("studies/a/log.jsonl")).toEqual(before);
  expect(await files.list("studies/a/checkpoints")).toEqual([]);
});
