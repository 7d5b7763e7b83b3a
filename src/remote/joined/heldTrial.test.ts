import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStopper } from "../../core/run/signal.ts";
import { contractCandidate } from "../../testing/evaluatorContract.ts";
import { NOTHING_TOLD, type Report } from "../job.ts";
import { holdTrial } from "./heldTrial.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const job = { candidate: contractCandidate(1), data: "", weights: {}, checkpoint: null };
const handed = { id: "1-train", lock: "lock", attempt: 1, job, checkpoint: null, before: NOTHING_TOLD };
const point = (step: number) => ({ step, loss: 1, learningRate: 1e-3 });

test("a beat comes once nothing was told for so long, and none after the trial was let go", async () => {
  const told: Report[] = [];
  const report = (_id: string, _lock: string, one: Report) => Promise.resolve((told.push(one), {}));
  const held = holdTrial({ report }, handed, 1_000, createStopper().signal);
  await vi.advanceTimersByTimeAsync(999);
  expect(told).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toHaveLength(1);
  // Reports 600 ms apart leave no room for a beat.
  for (const step of [10, 20, 30]) {
    await vi.advanceTimersByTimeAsync(600);
    void held.hooks.reported(point(step));
  }
  await vi.advanceTimersByTimeAsync(999);
  expect(told.map(({ curve }) => curve.length)).toEqual([0, 1, 2, 3]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toHaveLength(5);
  held.letGo();
  void held.hooks.reported(point(40));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told.map(({ curve }) => curve.length)).toEqual([0, 1, 2, 3, 3, 4]);
});
