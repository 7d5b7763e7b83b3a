import { expect, test } from "vitest";
import type { Pace } from "../core/judging/pace.ts";
import { createStepQueue } from "./stepQueue.ts";

/** A GPU whose steps never end. */
function stuckGpu() {
  let unfinished = 0;
  const submitted = () => {
    unfinished++;
    return new Promise<void>(() => undefined);
  };
  return { submitted, unfinished: () => unfinished };
}

/** Submits steps until one has to wait; how many are then unfinished. */
async function mostUnfinished(pace: Pace): Promise<number> {
  const gpu = stuckGpu();
  const queue = createStepQueue(gpu.submitted);
  for (;;) {
    const next = queue.next(pace).then(() => true);
    if (!(await Promise.race([next, new Promise<false>((resolve) => setTimeout(() => resolve(false)))])))
      return gpu.unfinished();
  }
}

test("few steps wait on the GPU, fewer while others need it", async () => {
  expect([await mostUnfinished("background"), await mostUnfinished("balanced"), await mostUnfinished("full")]).toEqual([
    1, 2, 8,
  ]);
});

test("in the background the GPU rests for as long as it worked", async () => {
  const queue = createStepQueue(() => new Promise((resolve) => setTimeout(resolve, 30)));
  const began = performance.now();
  await queue.next("background");
  expect(performance.now() - began).toBeGreaterThan(55);
});

test("a device without a queue is not waited for", async () => {
  const queue = createStepQueue(() => null);
  for (let step = 0; step < 20; step++) await queue.next("background");
});
