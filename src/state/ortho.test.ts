import { expect, test } from "vitest";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { crossHair, PLANES, spotIn, steppedAcross, voxelAt, type Voxel } from "./orthoSlice.ts";
import { createStudioStore } from "./store.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

async function openStudio() {
  const store = createStudioStore(createFakeStudio([24, 64, 48]), () => undefined);
  await store.getState().openSample("platelets");
  await settled();
  return () => store.getState();
}

test("a voxel lies at one spot of each plane, and that spot leads back to it", () => {
  const voxel: Voxel = [3, 20, 11];
  expect(PLANES.map((plane) => spotIn(plane, voxel))).toEqual([
    { x: 11, y: 20 },
    { x: 11, y: 3 },
    { x: 3, y: 20 },
  ]);
  for (const plane of PLANES) expect(voxelAt(plane, spotIn(plane, voxel), voxel)).toEqual(voxel);
  expect(PLANES.map((plane) => steppedAcross(plane, voxel, -1))).toEqual([
    [2, 20, 11],
    [3, 19, 11],
    [3, 20, 10],
  ]);
});

test("the three planes are fetched through the cross-hair, follow it, and are dropped when they are not shown", async () => {
  const state = await openStudio();
  state().showAs("planes");
  await settled();
  expect(crossHair(state())).toEqual([12, 32, 24]);
  expect(PLANES.map((plane) => state().orthoPlanes[plane]?.index)).toEqual([12, 32, 24]);
  state().goToVoxel([2, 70, -4]);
  await settled();
  expect(PLANES.map((plane) => state().orthoPlanes[plane]?.index)).toEqual([2, 63, 0]);
  expect(state().orthoPlanes.yz).toMatchObject({ width: 24, height: 64 });
  state().showAs("plane");
  expect(state().orthoPlanes.xz).toBeNull();
});

test("a prediction across the slices is a layer like any other", async () => {
  const state = await openStudio();
  await state().openStudy("kept");
  state().wantLayer({ kind: "predictedPlane", trial: 2, plane: "xz", index: 30 });
  await settled();
  expect(state().layers.get("predictedPlane/2/xz/30")).toMatchObject({ kind: "labels", width: 48, height: 24 });
});
