import { describe, expect, test, vi } from "vitest";
import { encodeTiff } from "../../catalog/exports/tiff.ts";
import { unpackStudy } from "../../storage/studyFile.ts";
import type { LoggedEvent } from "../../core/study/events.ts";
import { fakeBrowser } from "../../testing/fakeGround.ts";
import { toySearch } from "../../testing/toyStudy.ts";
import type { LiveStatus, StudioApi } from "../studioApi.ts";
import { createStudio } from "./studio.ts";

const plan = { name: "toy", seed: 1, stages: [{ ...toySearch, trials: 2 }] };
const how = { workers: 2, device: "cpu", pace: "full" } as const;

const stack = (value: (index: number) => number) =>
  new Blob([
    encodeTiff({
      shape: [8, 64, 64],
      data: Uint8Array.from({ length: 8 * 64 * 64 }, (_, index) => value(index)),
      voxelSizeNm: null,
    }),
  ]);

/** A tab with data open, and what its page has heard. */
async function openTab(ground: ReturnType<typeof fakeBrowser>) {
  const studio = createStudio(ground());
  const [heard, statuses]: [LoggedEvent[][], LiveStatus[]] = [[], []];
  await studio.data.openFiles(
    [
      { path: "raw.tif", file: stack((index) => (index * 37) % 251) },
      { path: "labels.tif", file: stack((index) => (index >> 5) % 2) },
    ],
    { progress: () => undefined, choose: () => Promise.resolve([]) },
  );
  await studio.study.listen({
    events: (batch) => void heard.push([...batch]),
    status: (status) => void statuses.push(status),
    preview: () => undefined,
  });
  return { studio, heard, statuses };
}

const stateOf = (statuses: readonly LiveStatus[]) => statuses.at(-1)?.state;
const idle = (statuses: readonly LiveStatus[]) =>
  vi.waitFor(() => expect(stateOf(statuses)).toBe("idle"), { timeout: 4000 });
const studyOf = async (studio: StudioApi) => {
  const { bytes } = await studio.library.exportStudy({ withData: false });
  return (await unpackStudy(bytes)).study;
};

describe("a studio", () => {
  test("starts a study, tells its events in batches and in order, and ends idle with all trials finished", async () => {
    const { studio, heard, statuses } = await openTab(fakeBrowser());
    await studio.study.start({ plan, ...how });
    expect(stateOf(statuses)).toBe("running");
    await idle(statuses);
    const events = heard.flat();
    expect(events.filter(({ type }) => type === "trialEnded")).toHaveLength(2);
    expect(heard.length).toBeLessThan(events.length);
    expect((await studyOf(studio)).trials.map(({ status }) => status)).toEqual(["finished", "finished"]);
  });

  test("pauses with its trials interrupted, is renamed and pinned meanwhile, and resumes to the end", async () => {
    const { studio, statuses } = await openTab(fakeBrowser());
    await studio.study.start({ plan, ...how });
    await studio.study.command("interrupt");
    expect(stateOf(statuses)).toBe("idle");
    await studio.study.rename("Second");
    await studio.study.resume(how);
    await idle(statuses);
    await studio.study.pin(0, true);
    const { spec, trials } = await studyOf(studio);
    expect([spec.name, trials.map(({ isPinned }) => isPinned)]).toEqual(["Second", [true, false]]);
  });

  test("a second tab follows what the first one writes, and takes it over", async () => {
    const ground = fakeBrowser();
    const [first, second] = [await openTab(ground), await openTab(ground)];
    const id = await first.studio.study.start({ plan, ...how });
    await idle(first.statuses);
    await second.studio.library.open(id);
    await expect(second.studio.study.rename("mine")).rejects.toMatchObject({ name: "StudyBusy" });
    await second.studio.study.takeOver(how);
    await second.studio.study.rename("mine");
    await expect(first.studio.study.rename("yours")).rejects.toMatchObject({ name: "StudyBusy" });
    await vi.waitFor(async () => expect((await studyOf(first.studio)).spec.name).toBe("mine"));
  });

  test("what is exported comes in again as a study of its own", async () => {
    const { studio, statuses } = await openTab(fakeBrowser());
    const id = await studio.study.start({ plan, ...how });
    await idle(statuses);
    const { bytes } = await studio.library.exportStudy({ withData: true });
    // Between threads only plain data arrive.
    const { spec, ended, best } = structuredClone(await studio.library.inspect(new Blob([bytes])));
    expect([spec.name, ended, best?.status]).toEqual(["toy", 2, "finished"]);
    const copy = await studio.library.importStudy(new Blob([bytes]));
    expect(copy).not.toBe(id);
    expect((await studio.library.open(copy)).hasData).toBe(true);
    expect((await studyOf(studio)).trials).toHaveLength(2);
  });
});
