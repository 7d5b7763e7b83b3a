import { expect, test } from "vitest";
import { encodeTiff } from "../../catalog/exports/tiff.ts";
import { fakeBrowser } from "../../testing/fakeGround.ts";
import type { ClassSurface, SurfaceProgress } from "../studioApi.ts";
import { createStudio } from "./studio.ts";

const SHAPE = [6, 32, 32] as const;
const stack = (value: (index: number) => number) =>
  new Blob([
    encodeTiff({
      shape: SHAPE,
      data: Uint8Array.from({ length: 6 * 32 * 32 }, (_, index) => value(index)),
      voxelSizeNm: null,
    }),
  ]);

async function openStudio() {
  const studio = createStudio(fakeBrowser()());
  await studio.data.openFiles(
    [
      { path: "raw.tif", file: stack((index) => (index * 37) % 251) },
      { path: "labels.tif", file: stack((index) => (index >> 4) % 2) },
    ],
    { progress: () => undefined, choose: () => Promise.resolve([]) },
  );
  return studio;
}

function listening(isWanted: (progress: SurfaceProgress) => boolean = () => true) {
  const [told, found]: [SurfaceProgress[], ClassSurface[]] = [[], []];
  const listener = {
    progress(progress: SurfaceProgress) {
      told.push(progress);
      return isWanted(progress);
    },
    surface: (surface: ClassSurface) => void found.push(surface),
  };
  return { told, found, listener };
}

test("surfaces of the open labels come one for each class, and it is told before each", async () => {
  const studio = await openStudio();
  const { told, found, listener } = listening();
  expect(await studio.surfaces.draw({ of: "labels" }, listener)).toEqual({ reduction: [1, 1, 1] });
  expect(told.map(({ done, planned }) => `${done}/${planned}`)).toEqual(["0/2", "1/2"]);
  expect(found.map(({ classIndex }) => classIndex)).toEqual([0, 1]);
  // The left and the right half of the stack.
  expect(Math.max(...found[0]!.positions.filter((_, at) => at % 3 === 0))).toBeLessThan(16.5);
  expect(Math.min(...found[1]!.positions.filter((_, at) => at % 3 === 0))).toBeGreaterThan(15.5);
});

test("it stops where the surfaces are no longer wanted", async () => {
  const studio = await openStudio();
  const { found, listener } = listening(({ done }) => done === 0);
  expect(await studio.surfaces.draw({ of: "labels" }, listener)).toBeNull();
  expect(found).toHaveLength(1);
});

test("without labels or without a study it says so", async () => {
  const studio = await openStudio();
  await expect(studio.surfaces.draw({ of: "prediction", trial: 0 }, listening().listener)).rejects.toThrow(
    "No study is open",
  );
  await studio.data.close("labels");
  await expect(studio.surfaces.draw({ of: "labels" }, listening().listener)).rejects.toThrow(/label stack/);
});
