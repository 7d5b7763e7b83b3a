import { describe, expect, test, vi } from "vitest";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import type { NewStackApi } from "../worker/studioApi.ts";
import { segmentingTrials } from "./segmentingTrials.ts";
import { createStudioStore } from "./store.ts";

/** A page with a finished study, and the fake's image as one that it was not made on. */
async function openPage(newStack: Partial<NewStackApi> = {}) {
  const studio = createFakeStudio([4, 8, 8]);
  const saved: string[] = [];
  const client = { ...studio, newStack: { ...studio.newStack, isNew: () => Promise.resolve(true), ...newStack } };
  const store = createStudioStore(client, (name) => void saved.push(name));
  const { openSample, openStudy } = store.getState();
  await openSample("platelets");
  await openStudy("fake");
  await vi.waitFor(() => expect(store.getState().study).not.toBeNull());
  await vi.waitFor(() => expect(store.getState().isNewStack).toBe(true));
  return { store, saved, get: store.getState };
}

test("what can segment is what finished and kept its weights, the best first", async () => {
  const { get } = await openPage();
  const offered = segmentingTrials(get().study);
  expect(offered.length).toBeGreaterThan(0);
  expect(offered.every(({ status }) => status === "finished")).toBe(true);
  expect(segmentingTrials(null)).toEqual([]);
});

describe("a stack that the open study was not made on", () => {
  test("is predicted on the plane that is shown, and its doubt where that is asked for", async () => {
    const { get } = await openPage();
    await get().segmentWith(0);
    expect(get().newStack).toMatchObject({ trial: 0, facts: { warnings: ["The grey values are others."] } });
    await vi.waitFor(() => expect(get().newStackLayer).toMatchObject({ kind: "labels", index: get().slice }));
    get().goTo(1);
    await vi.waitFor(() => expect(get().newStackLayer).toMatchObject({ kind: "labels", index: 1 }));
    get().setNewStackLook("doubt");
    await vi.waitFor(() => expect(get().newStackLayer).toMatchObject({ kind: "doubt", index: 1 }));
    get().setNewStackLook("off");
    expect(get().newStackLayer).toBeNull();
    await get().segmentWith(0, true);
    expect(get().newStack?.facts?.warnings).toEqual([]);
  });

  test("is saved once all of it is predicted, and not where that was stopped", async () => {
    const { get, saved } = await openPage();
    await get().segmentWith(0);
    await get().saveNewStack({ format: "tiff", content: "entropy" });
    expect([saved, get().newStack?.progress]).toEqual([["fake entropy.tif"], null]);
    const stopped = await openPage({ all: () => Promise.resolve(false) });
    await stopped.get().segmentWith(0);
    await stopped.get().saveNewStack({ format: "tiff", content: "classes" });
    expect(stopped.saved).toEqual([]);
  });

  test("becomes labels that are painted on", async () => {
    const { get } = await openPage();
    await get().segmentWith(0);
    await get().correctNewStack();
    expect([get().newStack, get().isPainting]).toEqual([null, true]);
  });

  test("is left with its image, and by what cannot begin", async () => {
    const { get } = await openPage({ begin: () => Promise.reject(new Error("no weights")) });
    await get().segmentWith(0);
    expect([get().newStack, get().failure?.message]).toEqual([null, "no weights"]);
    const { get: other } = await openPage();
    await other().segmentWith(0);
    await other().closeStack("image");
    expect([other().newStack, other().isNewStack]).toEqual([null, false]);
  });
});
