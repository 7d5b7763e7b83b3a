import fc from "fast-check";
import { expect, test } from "vitest";
import { createFloodQueue } from "./floodQueue.ts";
import { createSmallQueue } from "./smallQueue.ts";

const anyHeight = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.double({ min: -1e300, max: 1e300 }),
  fc.constantFrom(Infinity, -Infinity, NaN),
);
const order = (height: number) => (Number.isNaN(height) ? Infinity : height);

test("voxels come out lowest first, NaN last, equal ones in the order in which they came", () => {
  fc.assert(
    fc.property(
      fc.array(anyHeight, { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.boolean()),
      (heights, turns) => {
        const queues = [createSmallQueue(), createFloodQueue(Float64Array.from(heights))];
        const waiting: number[] = [];
        const takeOne = () => {
          const lowest = waiting.reduce((best, at) => (order(heights[at]!) < order(heights[best]!) ? at : best));
          waiting.splice(waiting.indexOf(lowest), 1);
          for (const queue of queues) expect(queue.pop()).toBe(lowest);
        };
        heights.forEach((height, voxel) => {
          for (const queue of queues) queue.push(voxel, height);
          waiting.push(voxel);
          if (turns.next().value) takeOne();
        });
        while (waiting.length > 0) takeOne();
        for (const queue of queues) expect(queue.isEmpty()).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
