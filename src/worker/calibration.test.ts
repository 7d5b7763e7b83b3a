import { expect, test } from "vitest";
import { stepSeconds } from "../core/search/prediction.ts";
import { fitSpeed } from "./calibration.ts";

const probes = [
  { multiplyAdds: 1e6, trainingBytes: 4e5, batch: 2 },
  { multiplyAdds: 4e6, trainingBytes: 6e6, batch: 8 },
  { multiplyAdds: 6e7, trainingBytes: 2.4e7, batch: 8 },
];

test("the fitted speed predicts the steps it was fitted to", () => {
  const truth = { overheadSeconds: 0.003, multiplyAddsPerSecond: 3e10, bytesPerSecond: 2e9 };
  const fitted = fitSpeed(probes.map((probe) => ({ ...probe, seconds: stepSeconds(probe, probe.batch, truth) })));
  for (const name of ["overheadSeconds", "multiplyAddsPerSecond", "bytesPerSecond"] as const) expect(fitted[name] / truth[name]).toBeCloseTo(1, 6);
});

test("no part is negative or endless when a busy machine made the times contradict each other", () => {
  const fitted = fitSpeed(probes.map((probe, index) => ({ ...probe, seconds: [0.05, 0.01, 0.02][index]! })));
  for (const part of Object.values(fitted)) expect([Number.isFinite(part), part > 0]).toEqual([true, true]);
});
