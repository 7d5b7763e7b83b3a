import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stepSeconds } from "../core/judging/prediction.ts";
import { costOf } from "../core/stages/cost.ts";
import { calibrate, fitSpeed } from "./calibration.ts";
import { timingOf } from "./stepTiming.ts";

const probes = [
  { multiplyAdds: 1e6, trainingBytes: 4e5, batch: 2 },
  { multiplyAdds: 4e6, trainingBytes: 6e6, batch: 8 },
  { multiplyAdds: 6e7, trainingBytes: 2.4e7, batch: 8 },
];

test("the fitted speed predicts the steps it was fitted to", () => {
  const truth = { overheadSeconds: 0.003, multiplyAddsPerSecond: 3e10, bytesPerSecond: 2e9 };
  const fitted = fitSpeed(probes.map((probe) => ({ ...probe, seconds: stepSeconds(probe, probe.batch, truth) })));
  for (const name of ["overheadSeconds", "multiplyAddsPerSecond", "bytesPerSecond"] as const)
    expect(fitted[name] / truth[name]).toBeCloseTo(1, 6);
});

test("no part is negative or endless when a busy machine made the times contradict each other", () => {
  const fitted = fitSpeed(probes.map((probe, index) => ({ ...probe, seconds: [0.05, 0.01, 0.02][index]! })));
  for (const part of Object.values(fitted)) expect([Number.isFinite(part), part > 0]).toEqual([true, true]);
});

test("where steps were held up up to five times, a large network is predicted no more than six times too slow", () => {
  const truth = { overheadSeconds: 0.003, multiplyAddsPerSecond: 3e10, bytesPerSecond: 2e9 };
  const large = { multiplyAdds: 4e8, trainingBytes: 2e8 };
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 }), (held) => {
      const fitted = fitSpeed(
        probes.map((probe, at) => ({ ...probe, seconds: held[at]! * stepSeconds(probe, probe.batch, truth) })),
      );
      const ratio = stepSeconds(large, 8, fitted) / stepSeconds(large, 8, truth);
      expect(ratio).toBeGreaterThan(0.2);
      expect(ratio).toBeLessThan(6);
    }),
    { examples: [[[5, 5, 1]], [[1, 5, 5]], [[1, 1, 5]], [[5, 1, 5]], [[1, 5, 1]], [[5, 1, 1]]] },
  );
});

/** A trainer whose steps take so many seconds per million multiply-adds, and that notes how often it is asked. */
function clock(secondsPerMillion: number) {
  const timed: number[] = [];
  const timeStep: Parameters<typeof calibrate>[0]["timeStep"] = (network, patch, batch) => {
    const seconds =
      (secondsPerMillion * costOf(network, { patch: [1, patch, patch], batch }).multiplyAdds * batch) / 1e6;
    timed.push(seconds);
    return Promise.resolve({ seconds, firstStepSeconds: 2 });
  };
  return { timed, timeStep };
}

test("a device that is too slow for the larger steps is estimated from the small one", async () => {
  const [fast, slow] = [clock(1e-5), clock(1)];
  await calibrate(fast);
  const { multiplyAddsPerSecond } = await calibrate(slow);
  expect([fast.timed.length, slow.timed.length]).toEqual([3, 1]);
  expect(multiplyAddsPerSecond).toBeCloseTo(3e6, -4);
});

test("what compiling took is told apart", async () => {
  expect(await calibrate(clock(1e-5))).toMatchObject({ firstStepSeconds: 2 });
});

describe("a step is timed", () => {
  /** Runs that take so long to set up and for every step, the very first longer, others longer by what `noise` says; notes their steps. */
  function runs({
    setUp = 0,
    step = 0,
    compiling = 0,
    noise = () => 0,
  }: {
    readonly setUp?: number;
    readonly step?: number;
    readonly compiling?: number;
    readonly noise?: (run: number) => number;
  }) {
    const asked: number[] = [];
    const run = (steps: number) => {
      asked.push(steps);
      return Promise.resolve(setUp + steps * step + (asked.length === 1 ? compiling : noise(asked.length)));
    };
    return { asked, run };
  }

  test("without what setting up takes, however long that is", async () => {
    const { seconds } = await timingOf(runs({ setUp: 5, step: 0.03 }).run);
    expect(seconds).toBeCloseTo(0.03);
  });

  test("at its best, when most runs are disturbed", async () => {
    const { seconds } = await timingOf(runs({ step: 0.01, noise: (run) => (run % 3 === 0 ? 0 : 0.1 * (run % 5)) }).run);
    expect(seconds).toBeCloseTo(0.01);
  });

  test("as what it is where one run was held up", async () => {
    for (const held of [2, 3, 4, 5]) {
      const { seconds } = await timingOf(runs({ step: 0.01, noise: (run) => (run === held ? 0.9 : 0) }).run);
      expect(seconds).toBeCloseTo(0.01);
    }
  });

  test("as what it is where the first five runs of two were held up", async () => {
    const { seconds } = await timingOf(runs({ step: 0.01, noise: (run) => (run > 2 && run < 8 ? 0.4 : 0) }).run);
    expect(seconds).toBeCloseTo(0.01);
  });

  test("a slow one only twice", async () => {
    const { asked, run } = runs({ setUp: 1, step: 3, compiling: 7 });
    expect(await timingOf(run)).toEqual({ seconds: 3, firstStepSeconds: 7 });
    expect(asked).toEqual([1, 1, 2, 2]);
  });
});
