import { expect, test } from "vitest";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import type { StudioApi, SurfaceSource } from "../worker/studioApi.ts";
import { eyeOf, FIRST_ORBIT, magnified, moved, turned } from "./orbit.ts";
import { createStudioStore } from "./store.ts";
import { drawnOf, hiddenSurfaces, surfaceSides } from "./surfaceSlice.ts";

const LABELS: SurfaceSource = { of: "labels" };
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

async function openStudio(api: Partial<StudioApi> = {}) {
  const store = createStudioStore({ ...createFakeStudio([12, 32, 24]), ...api }, () => undefined);
  await store.getState().openSample("platelets");
  return () => store.getState();
}

test("surfaces come class by class, once, and are freed when they are left", async () => {
  const state = await openStudio();
  state().wantSurfaces(LABELS);
  expect(state().surfaces.get("labels")).toMatchObject({ kind: "drawing", found: [] });
  await settled();
  const drawn = state().surfaces.get("labels");
  expect(drawn).toMatchObject({ kind: "drawn", reduction: [1, 1, 1] });
  expect(drawnOf(drawn).map(({ classIndex }) => classIndex)).toEqual([0, 1]);
  state().wantSurfaces(LABELS);
  expect(state().surfaces.get("labels")).toBe(drawn);
  state().leaveSurfaces();
  expect(state().surfaces.size).toBe(0);
});

test("what was stopped says no more, and is asked for again on demand", async () => {
  const answers: boolean[] = [];
  const state = await openStudio({
    surfaces: {
      async draw(_, listener) {
        await settled();
        answers.push(await listener.progress({ doing: "predicting", done: 0, planned: 12 }));
        return null;
      },
    },
  });
  state().wantSurfaces(LABELS);
  state().stopSurfaces(LABELS);
  await settled();
  await settled();
  expect(answers).toEqual([false]);
  expect(state().surfaces.get("labels")).toEqual({ kind: "stopped" });
  state().retrySurfaces(LABELS);
  state().wantSurfaces(LABELS);
  await settled();
  await settled();
  expect(answers).toEqual([false, true]);
});

test("why surfaces could not be had is kept with them", async () => {
  const state = await openStudio();
  state().wantSurfaces({ of: "prediction", trial: 9 });
  await settled();
  expect(state().surfaces.get("trial/9")).toEqual({
    kind: "missing",
    because: "The weights of this trial were not kept.",
  });
});

test("surfaces of the labels go when a class is merged away, and stay when one is named", async () => {
  const state = await openStudio();
  state().wantSurfaces(LABELS);
  await settled();
  await state().editData({ type: "nameClass", value: 1, name: "Soma" });
  expect(state().surfaces.has("labels")).toBe(true);
  await state().editData({ type: "mergeClass", value: 2, into: 1 });
  expect(state().surfaces.has("labels")).toBe(false);
});

test("the panes show two compared trials, or the labels beside one, or what was chosen", async () => {
  const state = await openStudio();
  const trial = (id: number): SurfaceSource => ({ of: "prediction", trial: id });
  expect(surfaceSides(state())).toEqual([LABELS, LABELS]);
  state().setCompared([2]);
  expect(surfaceSides(state())).toEqual([LABELS, trial(2)]);
  state().setCompared([2, 0]);
  expect(surfaceSides(state())).toEqual([trial(2), trial(0)]);
  state().chooseSide(1, trial(1));
  expect(surfaceSides(state())).toEqual([trial(2), trial(1)]);
});

test("at first classes are hidden that are not painted or hide the others; then the user's choice counts", async () => {
  const state = await openStudio();
  const first = hiddenSurfaces(state());
  expect(first).toContain(0);
  expect(first.length).toBeLessThan(state().data!.mapping!.classes.length);
  state().toggleSurface(0);
  expect(hiddenSurfaces(state())).not.toContain(0);
  state().toggleSurface(3);
  state().toggleSurface(0);
  expect(hiddenSurfaces(state())).toEqual(expect.arrayContaining([0, 3]));
});

test("the camera stays at its distance while it turns, and never goes over the pole", () => {
  const far = (orbit: typeof FIRST_ORBIT) =>
    Math.hypot(...eyeOf(orbit).map((place, axis) => place - orbit.target[axis]!));
  const elsewhere = moved(turned(FIRST_ORBIT, 2, 9), 0.3, 0.1);
  expect(far(elsewhere)).toBeCloseTo(FIRST_ORBIT.distance, 10);
  expect(elsewhere.elevation).toBeLessThan(Math.PI / 2);
  expect(far(magnified(FIRST_ORBIT, 1.5))).toBeCloseTo(1, 10);
  expect(magnified(FIRST_ORBIT, 1e9).distance).toBeGreaterThan(0);
});

test("moving keeps what is looked at across the line of sight: right goes left, and down goes up", () => {
  const front = { ...FIRST_ORBIT, azimuth: 0, elevation: 0, distance: 2 };
  expect(moved(front, 0.25, 0.1).target).toEqual([-0.5, 0.2, 0].map((place): unknown => expect.closeTo(place, 10)));
});
