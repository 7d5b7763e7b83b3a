import { expect, test } from "vitest";
import { AROUND_STEPS } from "../core/judging/experience.ts";
import { trialSeconds } from "../core/judging/prediction.ts";
import type { WhatIf } from "../worker/studioApi.ts";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { firstTrainingRecipe, plannedSeconds, validationVoxels } from "./plannedTime.ts";
import { firstRecipe } from "./planSlice.ts";
import { createStudioStore } from "./store.ts";

const device = {
  id: "simd",
  label: "SIMD",
  overheadSeconds: 0.01,
  multiplyAddsPerSecond: 1e10,
  bytesPerSecond: 1e9,
  slots: 2,
  isFallback: false,
  firstStepSeconds: 0,
} as const;
const cost = { parameters: 1, multiplyAdds: 1e7, trainingBytes: 8e6 };
const SIDE_BY_SIDE = 2 * 0.85;

/** A plan; `measure` says what its space and the machine are like. */
function openPlan() {
  const store = createStudioStore(createFakeStudio(), () => undefined);
  return {
    state: store.getState,
    measure: () => store.setState({ devices: [device], whatIf: { costs: [cost] } as unknown as WhatIf }),
  };
}

test("nothing is said before the machine was measured", () => {
  const { state, measure } = openPlan();
  measure();
  expect(plannedSeconds({ ...state(), devices: [] })).toBeNull();
  expect(plannedSeconds({ ...state(), whatIf: null })).toBeNull();
});

test("a search takes its networks and baselines side by side, a retraining as many again; votes and tests nothing", () => {
  const { state, measure } = openPlan();
  measure();
  state().changeFirst({ field: "count", value: 5 });
  state().choosePipeline({ id: "ensemble", options: { retrainings: 3 } });
  const one = trialSeconds(cost, firstRecipe(state()), validationVoxels(state()), device);
  const expected = [6 * one, 3 * one, 0, 0].map((seconds) => seconds / SIDE_BY_SIDE);
  plannedSeconds(state())!.forEach((seconds, index) => expect(seconds).toBeCloseTo(expected[index]!));
});

test("a single training is no faster beside an idle worker", () => {
  const { state, measure } = openPlan();
  measure();
  state().choosePipeline({ id: "ensemble", options: { retrainings: 1 } });
  expect(plannedSeconds(state())![1]).toBeCloseTo(
    trialSeconds(cost, firstRecipe(state()), validationVoxels(state()), device),
  );
});

test("shared weights take one worker: their steps, and a pass forward for every network that is scored", () => {
  const { state, measure } = openPlan();
  state().choosePipeline({
    id: "autosegnet",
    options: {
      epochs: 10,
      stepsPerEpoch: 7,
      warmUp: 4,
      updates: 3,
      samples: 20,
      retrainings: 2,
      retrainSteps: 30,
      controls: 1,
      baselines: true,
      ablation: true,
      largePatch: 128,
    },
  });
  measure();
  const { batch } = firstRecipe(state());
  const step = 0.01 + (1e7 * batch * 3) / 1e10 + 8e6 / 1e9;
  const forward = 0.01 + (1e7 * batch) / 1e10 + 4e6 / 1e9;
  const [shared, retrained, larger, tested] = plannedSeconds(state())!;
  expect(shared).toBeCloseTo(AROUND_STEPS * (70 * step + (5 * 4 + 5 * 6 * 3 + 4 * 20) * forward));
  const voxels = validationVoxels(state());
  const small = firstTrainingRecipe(state())!;
  expect([small.steps, small.optimiser.id, small.patch]).toEqual([30, "sgd", [1, 64, 64]]);
  expect(retrained).toBeCloseTo(((2 + 2 + 8 + 1) * trialSeconds(cost, small, voxels, device)) / SIDE_BY_SIDE);
  const large = { ...small, patch: [1, 128, 128] as const, batch: 2 };
  expect(larger).toBeCloseTo((2 * trialSeconds({ ...cost, multiplyAdds: 4e7 }, large, voxels, device)) / SIDE_BY_SIDE);
  expect(tested).toBe(0);
});
