import { expect, test } from "vitest";
import { hasTouchingParts } from "./splitEdges.ts";
import { usualGap, usualSplit } from "./usualGap.ts";

const volume = (depth: number) => ({
  shape: [depth, 8, 8] as const,
  data: new Float32Array(depth * 64),
  voxelSizeNm: null,
});

test("parts begin two slices apart where there are enough of them, so that no neighbours are in two parts", () => {
  const depths = [3, 6, 7, 11, 12, 24, 100];
  expect(depths.map((depth) => usualGap({ shape: [depth, 8, 8], subjects: undefined }))).toEqual([0, 0, 1, 1, 2, 2, 2]);
  const { split, gap } = usualSplit({ volume: volume(24) });
  expect([gap, hasTouchingParts(split)]).toEqual([2, false]);
  expect(split.validation.from - split.train.to).toBe(2);
});

test("subjects are apart as they are", () => {
  const subject = (name: string, from: number) => ({ name, slices: { from, to: from + 12 }, height: 8, width: 8 });
  const subjects = [subject("a", 0), subject("b", 12), subject("c", 24)];
  expect(usualSplit({ volume: volume(36), subjects }).gap).toBe(0);
});
