import { describe, expect, test, vi } from "vitest";
import { createFakeStudio, followFake } from "../testing/fakeStudio.ts";
import { createStudioStore } from "./store.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

async function openStudio() {
  const saved: string[] = [];
  const client = createFakeStudio([24, 64, 64]);
  const store = createStudioStore(client, (name) => saved.push(name));
  await store.getState().openSample("platelets");
  await settled();
  return { client, store, saved, state: () => store.getState() };
}

describe("the open stack", () => {
  test("is first shown at its middle slice", async () => {
    const { state } = await openStudio();
    expect(state().slice).toBe(12);
    expect(state().shownPlane).toMatchObject({ plane: "xy", index: 12, width: 64, height: 64 });
  });

  test("follows the slice and never leaves the stack", async () => {
    const { state } = await openStudio();
    state().step(100);
    await settled();
    expect(state().shownPlane?.index).toBe(23);
  });

  test("is cut along other planes", async () => {
    const { state } = await openStudio();
    state().setPlane("yz");
    state().goTo(5);
    await settled();
    expect(state().shownPlane).toMatchObject({ plane: "yz", index: 5, width: 24, height: 64 });
  });

  test("asks only for the newest slice while one is on its way", async () => {
    const client = createFakeStudio([24, 64, 64]);
    const plane = vi.spyOn(client.data, "plane");
    const store = createStudioStore(client, () => undefined);
    await store.getState().openSample("platelets");
    await settled();
    plane.mockClear();
    for (let step = 0; step < 8; step++) store.getState().step(1);
    await settled();
    expect(plane.mock.calls.map(([, index]) => index)).toEqual([13, 20]);
  });

  test("undoes and redoes a split", async () => {
    const { state } = await openStudio();
    const before = state().data!.split!;
    await state().editData({ type: "moveEdge", edge: "testStart", by: 1 });
    const after = state().data!.split!;
    expect(after.test.from).toBe(before.test.from + 1);
    await state().undoData();
    expect(state().data!.split).toEqual(before);
    await state().redoData();
    expect(state().data!.split).toEqual(after);
  });

  test("shows the list of dropped files when some were refused", async () => {
    const { state } = await openStudio();
    await state().openFiles([{ path: "notes.docx", file: new Blob() }]);
    expect(state().dropped?.files).toBe(1);
    state().closeDropList();
    expect(state().dropped).toBeNull();
  });
});

describe("comparing", () => {
  async function openComparison() {
    const studio = await openStudio();
    await followFake(studio.store, studio.client);
    studio.state().prepareComparison();
    return studio;
  }

  test("begins with the best candidate beside the baseline", async () => {
    const { state } = await openComparison();
    expect(state().compared).toEqual([2, 0]);
    expect(state().panes.map(({ content }) => content.kind)).toEqual(["image", "truth", "prediction", "prediction"]);
  });

  test("takes in trials and never puts one out; what was chosen replaces the usual candidate, baselines stay on the right", async () => {
    const { state } = await openComparison();
    state().addCompared(1);
    expect(state().compared).toEqual([1, 0]);
    state().addCompared(2);
    state().addCompared(1);
    expect(state().compared).toEqual([2, 1, 0]);
    state().compareTrials([0, 2]);
    expect(state().compared).toEqual([2, 0]);
  });

  test("says that no more trials can be laid beside each other", async () => {
    const { state } = await openComparison();
    state().setCompared([1, 2, 3, 4, 5, 6, 7, 8]);
    state().addCompared(9);
    expect(state().compared).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(state().notices.at(-1)?.text).toContain("8 trials are compared already");
  });

  test("shows in one pane both as a curtain, in two panes the two", async () => {
    const { state } = await openComparison();
    state().arrangePanes(2);
    expect(state().panes.map(({ content }) => content)).toEqual([
      { kind: "prediction", trial: 2 },
      { kind: "prediction", trial: 0 },
    ]);
    state().arrangePanes(1);
    expect(state().mode).toBe("curtain");
    expect(state().panes.map(({ content }) => content)).toEqual([{ kind: "prediction", trial: 2 }]);
  });

  test("goes to a slice and spot where the two differ", async () => {
    const { state } = await openComparison();
    await state().goToNextDisagreement(2, 0);
    expect(state().failure).toBeNull();
    expect(state().center).not.toBeNull();
    expect(state().zoom).toBeGreaterThan(1);
  });

  test("opens on a validation slice, and looks for disagreement among those alone", async () => {
    const { state } = await openComparison();
    const { from, to } = state().data!.split!.validation;
    const isValidation = () => state().slice >= from && state().slice < to;
    expect(isValidation()).toBe(true);
    for (let turn = 0; turn < 4; turn++) {
      await state().goToNextDisagreement(2, 0);
      expect(isValidation()).toBe(true);
    }
  });

  test("keeps the test part closed until it is opened, and then predicts anew", async () => {
    const { state, client } = await openComparison();
    const scores = vi.spyOn(client.compare, "scores");
    state().goTo(state().data!.split!.test.from);
    state().wantScores(2, "slice");
    expect(scores).not.toHaveBeenCalled();
    state().wantLayer({ kind: "prediction", trial: 2, z: 3, classIndex: 0 });
    await settled();
    state().wishTest();
    expect(state().testWish).toEqual({ edits: [] });
    await state().openTest();
    expect(state().study?.isTestOpened).toBe(true);
    expect(state().testWish).toBeNull();
    expect(state().layers.size).toBe(0);
    state().wantScores(2, "slice");
    expect(scores).toHaveBeenCalledOnce();
  });

  test("keeps a failing layer with its reason instead of failing the room", async () => {
    const { store, state } = await openComparison();
    const client = createFakeStudio([24, 64, 64]);
    client.compare.prediction = () => Promise.reject(new Error("Its weights were not kept."));
    const other = createStudioStore(client, () => undefined);
    other.getState().wantLayer({ kind: "prediction", trial: 1, z: 3, classIndex: 0 });
    await settled();
    expect(other.getState().layers.get("prediction/1/3")).toEqual({
      kind: "missing",
      because: "Its weights were not kept.",
    });
    expect(state().failure ?? store.getState().failure).toBeNull();
  });

  test("forgets what was predicted when another study is opened", async () => {
    const { store, state } = await openComparison();
    state().wantLayer({ kind: "prediction", trial: 2, z: 3, classIndex: 0 });
    await settled();
    expect(state().layers.size).toBe(1);
    const { spec } = state().study!;
    store.setState({ study: { ...state().study!, spec: { ...spec, task: { ...spec.task } } } });
    expect(state().layers.size).toBe(0);
    expect(state().compared).toEqual([]);
  });

  test("keeps points with their notes", async () => {
    const { state } = await openComparison();
    await state().placePoint([3, 30, 30], "");
    await state().editPoint(1, "Two granules touch");
    expect(state().study?.points).toMatchObject([{ id: 1, at: [3, 30, 30], tail: [4, 4], note: "Two granules touch" }]);
    await state().removePoint(1);
    expect(state().study?.points).toEqual([]);
    await state().undoPoint();
    await state().undoPoint();
    expect(state().study?.points).toMatchObject([{ id: 1, note: "" }]);
    await state().redoPoint();
    expect(state().study?.points).toMatchObject([{ id: 1, note: "Two granules touch" }]);
    await state().undoPoint();
    await state().undoPoint();
    await state().undoPoint();
    expect(state().study?.points).toEqual([]);
  });

  test("hands an exported mask to the disk", async () => {
    const { state, saved } = await openComparison();
    await state().exportMask(2, { format: "tiff", content: "classes" });
    expect(saved).toEqual(["trial.tif"]);
    expect(state().notices.map(({ text }) => text)).toContain("TIFF cannot hold it.");
  });
});

test("a failure is kept until it is dismissed, a cancelled call is none", async () => {
  const { state } = await openStudio();
  await state().attempt(() => Promise.reject(new Error("broken")));
  expect(state().failure?.message).toBe("broken");
  state().dismissFailure();
  await state().attempt(() => Promise.reject(Object.assign(new Error("stopped"), { name: "Cancelled" })));
  expect(state().failure).toBeNull();
});

test("a deleted study can be brought back from its notice", async () => {
  const { state } = await openStudio();
  await state().refreshLibrary();
  await state().removeStudy("fake");
  expect(state().notices.at(-1)).toMatchObject({ text: "Deleted Platelets, first search", action: { label: "Undo" } });
});
