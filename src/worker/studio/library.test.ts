import { describe, expect, test, vi } from "vitest";
import { createMemoryFileStore } from "../../storage/memoryFileStore.ts";
import { fakeLockManager } from "../../testing/fakeLocks.ts";
import { toySpec } from "../../testing/toyStudy.ts";
import { createLibrary } from "./library.ts";
import { createStudyLocks } from "./studyLocks.ts";

/** Two tabs of one browser: the same files, the same lock manager. */
async function twoTabs() {
  const [files, manager] = [createMemoryFileStore(), fakeLockManager()];
  const tab = () => {
    const locks = createStudyLocks(manager);
    return { locks, library: createLibrary({ files, isDurable: true, locks }) };
  };
  const [first, second] = [tab(), tab()];
  const id = first.library.newId();
  await first.library.folder(id).log.append([{ type: "studyCreated", spec: toySpec() }]);
  const states = async ({ library }: typeof first) => (await library.list(null)).studies.map(({ state }) => state);
  return { files, first, second, id, states, tab };
}

/** What arrives arrives soon, but not sooner than the machine allows. */
const PATIENT = { timeout: 300_000 };

describe("a study that another tab has", () => {
  test("is listed as such, by whether it runs there, and as one's own where it is", async () => {
    const { first, second, id, states } = await twoTabs();
    const lock = (await first.locks.take(id))!;
    expect([await states(first), await states(second)]).toEqual([["interrupted"], ["openElsewhere"]]);
    lock.setRunning(true);
    await vi.waitFor(async () => expect(await states(second)).toEqual(["runsElsewhere"]), PATIENT);
    lock.release();
    await vi.waitFor(async () => expect(await states(second)).toEqual(["interrupted"]), PATIENT);
  });

  test("can neither be deleted nor written, whatever the page offers", async () => {
    const { files, first, second, id } = await twoTabs();
    await first.locks.take(id);
    expect(await second.locks.take(id)).toBeNull();
    await expect(second.library.remove(id)).rejects.toMatchObject({
      name: "StudyBusy",
      message: expect.stringContaining("delete it") as string,
    });
    expect(await files.size(`studies/${id}/log.jsonl`)).toBeGreaterThan(0);
  });

  test("is inherited by whoever waits once it is let go, and not by one that waits no longer", async () => {
    const { first, second, id } = await twoTabs();
    const lock = (await first.locks.take(id))!;
    const [stays, leaves] = [new AbortController(), new AbortController()];
    const [inherited, left] = [second.locks.wait(id, stays.signal), second.locks.wait(id, leaves.signal)];
    leaves.abort();
    expect(await left).toBeNull();
    lock.release();
    expect(await inherited).not.toBeNull();
    expect(await first.locks.take(id)).toBeNull();
  });
});

describe("a deleted study", () => {
  test("is gone from the list of every tab, and no tab that starts meanwhile deletes it for good", async () => {
    const { first, second, id, states, tab } = await twoTabs();
    await first.library.remove(id);
    expect([await states(first), await states(second)]).toEqual([[], []]);
    const third = tab();
    expect(await states(third)).toEqual([]);
    await first.library.undoRemove(id);
    expect([await states(first), await states(third)]).toEqual([["interrupted"], ["interrupted"]]);
  });

  test("is deleted for good by the next start once its tab is gone", async () => {
    const { files, id, tab, first } = await twoTabs();
    await files.write(`studies/${id}/removed`, Uint8Array.of(1));
    await tab().library.list(null);
    expect(await files.list("studies")).toEqual([]);
    expect(await first.locks.take(id)).not.toBeNull();
  });
});

test("without Web Locks every study is the tab's own", async () => {
  const locks = createStudyLocks(undefined);
  expect([await locks.take("a"), await locks.take("a"), (await locks.elsewhere()).size]).toEqual([
    expect.anything(),
    expect.anything(),
    0,
  ]);
});

test("a damaged study and one of another version are listed with what is wrong, not left out", async () => {
  const { files, first, id } = await twoTabs();
  await files.append(`studies/${id}/log.jsonl`, new TextEncoder().encode("nonsense\n"));
  await files.write(
    "studies/later/log.jsonl",
    new TextEncoder().encode(
      `${JSON.stringify({ type: "studyCreated", at: 1, spec: { ...toySpec(), version: 99 } })}\n`,
    ),
  );
  await files.write("studies/begun/log.jsonl", new TextEncoder().encode('{"type":"studyCr'));
  const { studies } = await first.library.list(null);
  expect(studies.map(({ state, problem }) => [state, problem])).toEqual([
    ["damaged", expect.stringMatching(/^Line 2 of the 2 lines/)],
    ["unreadable", expect.stringMatching(/made by a later version.*version 99/)],
  ]);
});

test("a long log is read once for the list, and again when it has grown", async () => {
  const { files, first, id } = await twoTabs();
  const renamed = { type: "renamed", at: 2, name: "x".repeat(90) };
  await files.append(
    `studies/${id}/log.jsonl`,
    new TextEncoder().encode(`${JSON.stringify(renamed)}\n`.repeat(12_000)),
  );
  await first.library.list(null);
  const [before] = (await first.library.list(null)).studies;
  const read = vi.spyOn(files, "read");
  const logs = () => read.mock.calls.filter(([path]) => path.endsWith("log.jsonl")).length;
  expect((await first.library.list(null)).studies[0]).toEqual(before);
  expect((await first.library.list(id)).studies[0]).toEqual({ ...before, state: "running" });
  expect(logs()).toBe(0);
  await first.library.folder(id).log.append([{ type: "renamed", name: "grown" }]);
  read.mockClear();
  expect((await first.library.list(null)).studies[0]!.name).toBe("grown");
  expect(logs()).toBe(1);
});
