import { expect, test } from "vitest";
import { AROUND_STEPS } from "../core/judging/experience.ts";
import { stepsSeconds, trialSeconds } from "../core/judging/prediction.ts";
import { createMemoryFileStore } from "../storage/memoryFileStore.ts";
import { trainingThreads } from "../testing/fakeThreads.ts";
import { createDevices } from "./devices.ts";

const cost = { parameters: 1, multiplyAdds: 1e7, trainingBytes: 8e6 };
const recipe = { batch: 8, steps: 100, evaluateEvery: 50, patch: [1, 64, 64] } as const;

test("how long trainings really take is learnt, kept for the next visit, and no part of what a log says of a device", async () => {
  const files = createMemoryFileStore();
  const open = () => createDevices({ files, spawn: trainingThreads().spawn, cores: 2, name: "a test" });
  const devices = open();
  const [before] = await devices.calibrate(false);
  const alone = stepsSeconds(cost, recipe, 8192, before!);
  expect(trialSeconds(cost, recipe, 8192, before!)).toBeCloseTo(AROUND_STEPS * alone);

  const ended = { cost, recipe, validationVoxels: 8192, seconds: 4 * alone, slots: 1 };
  await Promise.all(Array.from({ length: 6 }, () => devices.learn(before!.id, ended)));
  for (const visit of [devices, open()]) {
    const [after] = await visit.calibrate(false);
    expect(after!.timed).toHaveLength(6);
    expect(trialSeconds(cost, recipe, 8192, after!) / alone).toBeGreaterThan(3.7);
    expect((await visit.choose("auto")).figures[0]).toEqual(before);
  }
  const [again] = await open().calibrate(true);
  expect(trialSeconds(cost, recipe, 8192, again!)).toBeCloseTo(AROUND_STEPS * stepsSeconds(cost, recipe, 8192, again!));
});
