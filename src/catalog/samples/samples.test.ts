import { describe, expect, test } from "vitest";
import { countConfusion, emptyConfusion } from "../../core/image/confusion.ts";
import { valueOf } from "../../core/judging/scores.ts";
import { scoresOf } from "../metrics/index.ts";
import { countClasses } from "../../core/image/labelMap.ts";
import { samples } from "./index.ts";

/** The best any rule can do that looks at one grey value at a time: for each value the most frequent class. */
function thresholdIou(data: ArrayLike<number>, truth: Uint8Array, classes: number): number {
  const counts = Array.from({ length: 256 }, () => new Float64Array(classes));
  for (let index = 0; index < truth.length; index++) counts[data[index]!]![truth[index]!]!++;
  const rule = Uint8Array.from(counts, (row) => row.indexOf(Math.max(...row)));
  const matrix = emptyConfusion(classes);
  countConfusion(
    matrix,
    truth,
    Uint8Array.from(data, (value) => rule[value]!),
  );
  return valueOf(scoresOf(matrix), "meanIou")!;
}

describe.each(samples.list.map((sample) => [sample.id, sample] as const))("sample %s", (_id, sample) => {
  const { volume, labels } = sample.create();

  test("is what it says: shape, classes, voxel size", () => {
    expect(volume.shape).toEqual(sample.shape);
    expect(labels.shape).toEqual(sample.shape);
    expect(labels.classes).toEqual(sample.classes);
    expect(volume.voxelSizeNm).not.toBeNull();
  });

  test("is the same for the same seed and another for another", () => {
    const isSame = (other: ArrayLike<number>) => volume.data.every((value, index) => value === other[index]);
    expect(isSame(sample.create().volume.data)).toBe(true);
    expect(isSame(sample.create(1).volume.data)).toBe(false);
  });

  test("has every class in every third of the stack, as a split by slices needs", () => {
    const third = sample.shape[0] / 3;
    for (const part of [0, 1, 2]) {
      const counts = [...countClasses(labels, Math.floor(part * third), Math.floor((part + 1) * third))].slice(0, -1);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    }
  });

  test("cannot be solved by grey values alone", () => {
    const iou = thresholdIou(volume.data, labels.data, sample.classes.length);
    expect(iou).toBeLessThan(sample.id === "platelets" ? 0.35 : 0.7);
  });
});
