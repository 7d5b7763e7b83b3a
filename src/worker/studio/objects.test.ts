import { expect, test } from "vitest";
import { encodeTiff } from "../../catalog/exports/tiff.ts";
import type { ClassObjectRules } from "../../core/image/objects/classObjects.ts";
import { fakeBrowser } from "../../testing/fakeGround.ts";
import type { ObjectListener } from "../studioApi.ts";
import type { StudioGround } from "./ground.ts";
import { createStudio } from "./studio.ts";

const SIDE = 32;
const SHAPE = [6, SIDE, SIDE] as const;
const RULES: ClassObjectRules = {
  classes: [1],
  parting: { by: "nothing", neighbours: "faces" },
  minimum: 1,
  fillHoles: false,
  sliceBySlice: false,
};
const SILENT: ObjectListener = { progress: () => undefined };

/** Two cubes of 4 voxels a side, through slices 1 to 4. */
const isCube = (index: number): boolean => {
  const [z, y, x] = [Math.floor(index / SIDE ** 2), Math.floor(index / SIDE) % SIDE, index % SIDE];
  return z >= 1 && z < 5 && y >= 8 && y < 12 && ((x >= 4 && x < 8) || (x >= 20 && x < 24));
};
const stack = (value: (index: number) => number) =>
  new Blob([
    encodeTiff({
      shape: SHAPE,
      data: Uint8Array.from({ length: 6 * SIDE ** 2 }, (_, index) => value(index)),
      voxelSizeNm: [40, 5, 5],
    }),
  ]);

async function openStudio(ground: Partial<StudioGround> = {}) {
  const studio = createStudio({ ...fakeBrowser()(), ...ground });
  await studio.data.openFiles(
    [
      { path: "raw.tif", file: stack((index) => (isCube(index) ? 200 : index % 97)) },
      { path: "labels.tif", file: stack((index) => (isCube(index) ? 1 : 0)) },
    ],
    { progress: () => undefined, choose: () => Promise.resolve([]) },
  );
  return studio;
}

test("objects of the open labels are counted and measured in nanometres, with their grey value", async () => {
  const studio = await openStudio();
  const found = await studio.objects.find({ of: "labels" }, RULES, SILENT);
  expect(found).toMatchObject({ dimensions: 3, unit: "nm" });
  expect(found!.measured).toMatchObject([
    { id: 1, label: 1, voxels: 64, size: 64_000, meanGrey: 200, from: [1, 8, 4], to: [5, 12, 8] },
    { id: 2, label: 1, voxels: 64, from: [1, 8, 20] },
  ]);
  const flat = await studio.objects.find({ of: "labels" }, { ...RULES, sliceBySlice: true }, SILENT);
  expect(flat).toMatchObject({ dimensions: 2 });
  expect(flat!.measured.map(({ voxels }) => voxels)).toEqual(Array.from({ length: 8 }, () => 16));
});

test("it can be stopped, and another wish takes its place", async () => {
  const ended: string[] = [];
  const studio = await openStudio({
    spawnObjects: () => ({
      finder: { find: () => new Promise<never>(() => undefined) },
      crashed: new Promise<never>(() => undefined),
      end: () => void ended.push("thread"),
    }),
  });
  const [first, second] = [0, 1].map(() => studio.objects.find({ of: "labels" }, RULES, SILENT));
  expect(await first).toBeNull();
  await studio.objects.stop();
  expect(await second).toBeNull();
  expect(ended.length).toBeGreaterThan(0);
});

test("a thread that dies says so; what cannot be had says what would work", async () => {
  const dying = await openStudio({
    spawnObjects: () => ({
      finder: { find: () => new Promise<never>(() => undefined) },
      crashed: Promise.reject(new Error("too little memory")),
      end: () => undefined,
    }),
  });
  await expect(dying.objects.find({ of: "labels" }, RULES, SILENT)).rejects.toThrow("too little memory");
  const studio = await openStudio();
  const parting = { by: "boundary", classIndex: 0, threshold: 0.5 } as const;
  await expect(studio.objects.find({ of: "labels" }, { ...RULES, parting }, SILENT)).rejects.toThrow(/choose a trial/);
  await studio.data.close("labels");
  await expect(studio.objects.find({ of: "labels" }, RULES, SILENT)).rejects.toThrow(/label stack/);
});
