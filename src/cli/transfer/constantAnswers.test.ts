import { expect, test } from "vitest";
import { joinSets, type DataSet } from "../../core/image/sets/joinSets.ts";
import { constantAnswers } from "./constantAnswers.ts";

/** A set of 8 × 8 slices, of which so many rows are membrane. */
function setOf(name: string, membraneRows: number): DataSet {
  const shape = [3, 8, 8] as const;
  const range = (from: number) => ({ from, to: from + 1 });
  return {
    name,
    joined: { volume: { shape, data: new Float32Array(192), voxelSizeNm: null } },
    labels: {
      shape,
      data: Uint8Array.from({ length: 192 }, (_, at) => (Math.floor(at / 8) % 8 < membraneRows ? 1 : 0)),
      classes: ["background", "membrane"].map((label) => ({ name: label, color: "none" })),
    },
    split: { axis: "slices", train: range(0), validation: range(1), test: range(2) },
  };
}

test("the better of all constant answers, for each set by itself", async () => {
  const found = await constantAnswers(joinSets([setOf("A", 2), setOf("B", 6)], null));
  expect([...found].map(([set, { className }]) => [set, className])).toEqual([
    ["A", "background"],
    ["B", "membrane"],
  ]);
  // Three quarters are right, the other class is missed: (0.75 + 0) / 2.
  expect(found.get("A")!.scores.values.meanIou).toBeCloseTo(0.375);
});
