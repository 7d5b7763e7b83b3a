import { expect, test } from "vitest";
import { joinSeries, pairWarning, type NamedDecoded } from "./series.ts";
import type { VoxelArray } from "./volume.ts";

const slice = (path: string, data: VoxelArray): NamedDecoded => ({ path, decoded: { volume: { shape: [1, 1, data.length], data, voxelSizeNm: null }, description: "PNG, 8-bit", isColor: false, isLossy: false, warnings: [] } });
const joined = (...slices: readonly VoxelArray[]) => joinSeries(slices.map((data, index) => slice(`s${index}.png`, data))).volume.data;

test("slices of several types are joined in one that holds all their values", () => {
  expect(joined(Uint8Array.of(200), Uint16Array.of(60000))).toEqual(Uint16Array.of(200, 60000));
  expect(joined(Int16Array.of(-5), Uint16Array.of(60000))).toEqual(Int32Array.of(-5, 60000));
  expect(joined(Int8Array.of(-5), Uint8Array.of(200))).toEqual(Int16Array.of(-5, 200));
  expect(joined(Uint8Array.of(1), Float32Array.of(0.25))).toEqual(Float32Array.of(1, 0.25));
  expect(joined(Int32Array.of(-(2 ** 31)), Float32Array.of(0.5))).toEqual(Float64Array.of(-(2 ** 31), 0.5));
  expect(joined(Int8Array.of(-1), Uint32Array.of(4e9))).toEqual(Float64Array.of(-1, 4e9));
});

test("labels whose numbers do not go on as the images' do are told", () => {
  const series = (...paths: readonly string[]) => joinSeries(paths.map((path) => slice(path, Uint8Array.of(1))));
  expect(pairWarning(series("s1.png", "s2.png", "s3.png"), series("s1.png", "s2.png", "s4.png"))).toMatch(/s3\.png goes with s4\.png/);
  expect(pairWarning(series("z00.png", "z01.png"), series("label_1.tif", "label_2.tif"))).toBeNull();
  expect(pairWarning(series("a.png", "b.png"), series("a.png", "c.png"))).toBeNull();
});
