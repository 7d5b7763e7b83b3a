import { expect, test } from "vitest";
import { createFakeStudio } from "../../testing/fakeStudio.ts";
import { createStudioStore } from "../store.ts";
import { classPlaces } from "./classPlaces.ts";

test("each class is needed where one learns and where one checks", async () => {
  const store = createStudioStore(createFakeStudio([12, 16, 16]), () => undefined);
  await store.getState().openSample("platelets");
  await store.getState().setPainting(true);
  const data = store.getState().data!;
  const split = {
    axis: "slices",
    train: { from: 0, to: 8 },
    validation: { from: 9, to: 10 },
    test: { from: 11, to: 12 },
  } as const;
  const slices = [[1, 9], [], [3], [9], [2, 11]];
  const values = Object.fromEntries(slices.map((each, value) => [value, { voxels: each.length, slices: each }]));
  const painted = { data: { ...data, split, painting: { ...data.painting!, values } } };
  expect(classPlaces(painted)!.map(({ missing }) => missing)).toEqual([
    null,
    "paint some in slices 0 to 7, and some in slice 9",
    "nothing would check it: paint some in slice 9",
    "nothing would learn it: paint some in slices 0 to 7",
    "nothing would check it: paint some in slice 9",
  ]);
  expect(classPlaces({ data: { ...painted.data, split: { ...split, axis: "columns" } } })).toBeNull();
});
