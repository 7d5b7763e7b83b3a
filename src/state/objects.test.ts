import { expect, test } from "vitest";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import type { StudioApi } from "../worker/studioApi.ts";
import { objectClasses, objectRect } from "./objectsSlice.ts";
import { createStudioStore } from "./store.ts";

async function openStudio(api: Partial<StudioApi> = {}) {
  const store = createStudioStore({ ...createFakeStudio([12, 32, 24]), ...api }, () => undefined);
  await store.getState().openSample("platelets");
  return () => store.getState();
}

const found = (state: ReturnType<Awaited<ReturnType<typeof openStudio>>>) =>
  state.objects?.kind === "found" ? state.objects : null;

test("objects are those of the painted classes at first, then of the chosen ones", async () => {
  const state = await openStudio();
  expect(objectClasses(state())).toEqual([1, 2, 3, 4]);
  state().chooseObjectClasses([2]);
  await state().findObjects();
  const { measured } = found(state())!;
  expect(measured.length).toBeGreaterThan(0);
  expect(new Set(measured.map(({ label }) => label))).toEqual(new Set([2]));
});

test("an object is shown at its middle, and marked where a plane goes through it", async () => {
  const state = await openStudio();
  await state().findObjects();
  const object = found(state())!.measured[0]!;
  state().showAs("surfaces");
  state().showObject(object);
  const { slice, center, shownObject, stackView } = state();
  expect({ shownObject, stackView }).toEqual({ shownObject: object, stackView: "plane" });
  expect(slice).toBe(Math.floor((object.from[0] + object.to[0] - 1) / 2));
  expect(center).toEqual([(object.from[2] + object.to[2]) / 2, (object.from[1] + object.to[1]) / 2]);
  expect(objectRect({ from: [1, 2, 3], to: [4, 6, 9] }, "yz")).toEqual({ left: 1, right: 4, top: 2, bottom: 6 });
});

test("objects go when what they were found in changes, and stay when a class is named", async () => {
  const state = await openStudio();
  await state().findObjects();
  const before = found(state());
  await state().editData({ type: "nameClass", value: 1, name: "Soma" });
  expect(state().objects).toBe(before);
  await state().editData({ type: "voxelSize", axis: "z", nm: 30 });
  expect(state().objects).toBeNull();
  await state().findObjects();
  state().chooseObjectSource({ of: "prediction", trial: 1 });
  expect(state().objects).toBeNull();
});

test("why there are none is kept; what was stopped says no more; labels are parted by no probability", async () => {
  let answer: (found: null) => void = () => undefined;
  let isStopped = false;
  const state = await openStudio({
    objects: {
      find: () => new Promise<null>((resolve) => (answer = resolve)),
      stop: () => {
        isStopped = true;
        answer(null);
        return Promise.resolve();
      },
    },
  });
  const finding = state().findObjects();
  expect(state().objects).toEqual({ kind: "finding", progress: null });
  await state().stopObjects();
  await finding;
  expect({ isStopped, objects: state().objects }).toEqual({ isStopped: true, objects: null });
  const other = await openStudio();
  other().chooseObjectSource({ of: "prediction", trial: 9 });
  other().setObjectRules({ parting: { by: "boundary", classIndex: 0, threshold: 0.5 } });
  await other().findObjects();
  expect(other().objects).toEqual({ kind: "missing", because: "The weights of this trial were not kept." });
  other().openObjects({ of: "labels" });
  expect(other().objectRules.parting).toEqual({ by: "nothing", neighbours: "faces" });
});
