import { expect, test } from "vitest";
import { proposeSplit } from "../../core/image/dataset.ts";
import { joinSets, type DataSet } from "../../core/image/sets/joinSets.ts";
import { voxelCount, type Shape3 } from "../../core/image/volume.ts";
import { createHeldData } from "./heldData.ts";
import { keptData } from "./openData.ts";

const setOf = (name: string, shape: Shape3): DataSet => ({
  name,
  joined: {
    volume: {
      shape,
      data: Float32Array.from({ length: voxelCount(shape) }, (_, at) => (at * 7919) % 101),
      voxelSizeNm: null,
    },
  },
  labels: {
    shape,
    data: Uint8Array.from({ length: voxelCount(shape) }, (_, at) => at % 2),
    classes: ["background", "membrane"].map((label) => ({ name: label, color: "none" })),
  },
  split: proposeSplit(shape),
});

test("a study of several sets that is opened with its data goes on with the same data, set by set", async () => {
  const dataset = joinSets([setOf("A", [6, 8, 10]), setOf("B", [12, 10, 6])], null);
  const held = createHeldData();
  await held.show(keptData(dataset, {}));
  expect(held.dataset().id).toBe(dataset.id);
  expect(held.dataset().subjects).toEqual(dataset.subjects);
});
