import { describe, expect, test, vi } from "vitest";
import { StudioError } from "../../core/errors.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import { createMemoryFileStore } from "../../storage/memoryFileStore.ts";
import { unpackStudy } from "../../storage/studyFile.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { fakeLockManager } from "../../testing/fakeLocks.ts";
import { toySpec } from "../../testing/toyStudy.ts";
import type { LiveStatus } from "../studioApi.ts";
import { createLibrary } from "./library.ts";
import { openStudy, type OpenStudy } from "./openStudy.ts";
import { packOpenStudy } from "./packOpenStudy.ts";
import { createStudyLocks, type StudyLocks } from "./studyLocks.ts";
import type { TabMessage, Tabs } from "./tabs.ts";

const nothing = () => { throw new StudioError("BadInput", "No data are open."); };

interface Tab {
  readonly open: (id: string) => Promise<OpenStudy>;
  readonly statuses: LiveStatus[];
  readonly told: TabMessage[];
}

function tabOf(files: FileStore, { isDurable = true, locks = createStudyLocks(fakeLockManager()) }: { readonly isDurable?: boolean; readonly locks?: StudyLocks } = {}): Tab {
  const library = createLibrary({ files, isDurable, locks });
  const statuses: LiveStatus[] = [];
  const told: TabMessage[] = [];
  const tabs: Tabs = { tell: (message) => told.push(message), onMessage: () => undefined };
  return {
    statuses,
    told,
    async open(id) {
      const folder = library.folder(id);
      if ((await folder.readLog()).events.length === 0) await folder.log.append([{ type: "studyCreated", spec: toySpec() }]);
      return openStudy((await folder.readLog()).events, { id, folder, dataset: nothing, defaultDevice: () => Promise.resolve({ device: "simd" }), watcher: () => ({ events: () => undefined, preview: () => undefined, status: (status) => statuses.push(status) }), lock: await locks.take(id), tabs, storage: library.storage(id) });
    },
  };
}

describe("saved", () => {
  test("is said once an event is written where it outlives the tab, and never without such a place", async () => {
    const durable = await tabOf(createMemoryFileStore()).open("a");
    await durable.record({ type: "renamed", name: "Second" });
    expect(durable.status()).toMatchObject({ owner: "here", kept: { isDurable: true, problem: null }, savedAt: expect.any(Number) as number });
    const passing = await tabOf(createMemoryFileStore(), { isDurable: false }).open("a");
    await passing.record({ type: "renamed", name: "Second" });
    expect(passing.status()).toMatchObject({ kept: { isDurable: false }, savedAt: null });
    await Promise.all([durable.close(), passing.close()]);
  });

  test("a full disk is said with the error and stays said until something is written again", async () => {
    const files = createMemoryFileStore();
    let isFull = false;
    const append = (path: string, bytes: Uint8Array) => (isFull ? Promise.reject(new StudioError("DiskFull", "The browser's storage is full")) : files.append(path, bytes));
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
    expect(await openStudyFolder(files, "studies/a").readLog()).toEqual(before);
    await study.close();
  });
});

test("where the browser has cleared the site's data and takes no new ones, the study counts as unsaved", async () => {
  vi.useFakeTimers();
  const files = createMemoryFileStore();
  const write = (path: string, bytes: Uint8Array) => (path.endsWith("log.jsonl") ? Promise.reject(new DOMException("gone", "NotFoundError")) : files.write(path, bytes));
  const tab = tabOf({ ...files, write });
  const study = await tab.open("a");
  await files.remove("studies");
  await vi.advanceTimersByTimeAsync(6_000);
  vi.useRealTimers();
  expect(study.status().kept.problem).toMatchObject({ name: "StorageEvicted", message: expect.stringContaining("save its file") as string });
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
