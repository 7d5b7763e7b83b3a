import { describe, expect, test, vi } from "vitest";
import { encodeTiff } from "../../catalog/exports/tiff.ts";
import { unpackStudy } from "../../storage/studyFile.ts";
import { fileOf } from "../../core/study/architecture.ts";
import { withChange, type StudyChange } from "../../core/study/change.ts";
import type { Study } from "../../core/study/study.ts";
import { plainStudy } from "../../testing/plainStudy.ts";
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
  const [heard, statuses]: [StudyChange[], LiveStatus[]] = [[], []];
  await studio.data.openFiles(
    [
      { path: "raw.tif", file: stack((index) => (index * 37) % 251) },
      { path: "labels.tif", file: stack((index) => (index >> 5) % 2) },
    ],
    { progress: () => undefined, choose: () => Promise.resolve([]) },
  );
  const listener = {
    study: (change: StudyChange) => void heard.push(change),
    deviceLost: () => undefined,
    status: (status: LiveStatus) => void statuses.push(status),
    preview: () => undefined,
  };
  const listen = () => studio.study.listen(listener);
  await listen();
  return { studio, heard, statuses, listener, listen };
}

const stateOf = (statuses: readonly LiveStatus[]) => statuses.at(-1)?.state;
const idle = (statuses: readonly LiveStatus[]) =>
  vi.waitFor(() => expect(stateOf(statuses)).toBe("idle"), { timeout: 4000 });
const studyOf = async (studio: StudioApi) => {
  const { bytes } = await studio.library.exportStudy({ withData: false });
  return (await unpackStudy(bytes)).study;
};

describe("a studio", () => {
  test("starts a study, tells what comes to it in batches, and ends idle with all trials finished", async () => {
    const { studio, heard, statuses, listen } = await openTab(fakeBrowser());
    await studio.study.start({ plan, ...how });
    expect(stateOf(statuses)).toBe("running");
    await listen();
    await idle(statuses);
    const written = await studyOf(studio);
    expect(written.trials.map(({ status }) => status)).toEqual(["finished", "finished"]);
    expect(plainStudy(heard.reduce<Study | null>(withChange, null))).toEqual(plainStudy(written));
    expect(heard.length).toBeLessThan(written.trials.map(({ curve }) => curve.length).reduce((sum, n) => sum + n, 6));
  });

  test("learns from each training that ended how long trainings take here", async () => {
    const { studio, statuses } = await openTab(fakeBrowser());
    await studio.study.calibrate(false);
    await studio.study.start({ plan, ...how });
    await idle(statuses);
    const [device] = await studio.study.calibrate(false);
    const learnt = device!.timed ?? [];
    expect(learnt).toHaveLength(2);
    for (const { predicted, took } of learnt) expect([predicted > 0, took > 0]).toEqual([true, true]);
  });

  test("keeps an ONNX file with the study, and scores its network beside the candidates", async () => {
    const { studio, statuses } = await openTab(fakeBrowser());
    const bytes = Uint8Array.of(1, 2, 3);
    await studio.study.start({ plan, ...how });
    await idle(statuses);
    await expect(studio.study.addOnnxBaseline({ name: "zoo.onnx", bytes }, { classes: "nothing" })).rejects.toThrow(
      /"nothing" is no class of this study/,
    );
    await studio.study.addOnnxBaseline({ name: "zoo.onnx", bytes }, { normalisation: "unit" });
    await studio.study.resume(how);
    await idle(statuses);
    const { bytes: packed } = await studio.library.exportStudy({ withData: false });
    const { study, files } = await unpackStudy(packed);
    const added = study.trials.at(2)!;
    expect(added).toMatchObject({ label: "zoo", status: "finished", isPinned: true });
    const file = fileOf(added)!;
    expect(file).toMatchObject({ normalisation: "unit", scale: { mean: 0, deviation: 255 } });
    expect(files[`networks/${file.sha256}.onnx`]).toEqual(bytes);
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
    await second.studio.library.open(id, second.listener);
    await expect(second.studio.study.rename("mine")).rejects.toMatchObject({ name: "StudyBusy" });
    await second.studio.study.takeOver(how);
    await second.studio.study.rename("mine");
    await expect(first.studio.study.rename("yours")).rejects.toMatchObject({ name: "StudyBusy" });
    await vi.waitFor(async () => expect((await studyOf(first.studio)).spec.name).toBe("mine"));
  });

  test("what is exported comes in again as a study of its own", async () => {
    const { studio, statuses, listener } = await openTab(fakeBrowser());
    const id = await studio.study.start({ plan, ...how });
    await idle(statuses);
    const { bytes } = await studio.library.exportStudy({ withData: true });
    // Between threads only plain data arrive.
    const { spec, ended, best } = structuredClone(await studio.library.inspect(new Blob([bytes])));
    expect([spec.name, ended, best?.status]).toEqual(["toy", 2, "finished"]);
    const copy = await studio.library.keepInspected();
    await expect(studio.library.keepInspected()).rejects.toMatchObject({ name: "NotFound" });
    expect(copy).not.toBe(id);
    expect((await studio.library.open(copy, listener)).hasData).toBe(true);
    expect((await studyOf(studio)).trials).toHaveLength(2);
  });
});
