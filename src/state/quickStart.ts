import { usualGap } from "../core/image/usualGap.ts";
import { FIRST_SPACE, plans, type SearchPlan } from "../catalog/recipes/index.ts";
import { presetOf } from "../catalog/spaces/index.ts";
import { meanOf } from "../core/statistics.ts";
import { lengthOf, proposeSplit } from "../core/image/dataset.ts";
import { TYPICAL_STEP, type DeviceFigures } from "../core/run/device.ts";
import { stepSeconds, togetherness, trialSeconds } from "../core/judging/prediction.ts";
import type { Cost } from "../core/study/trial.ts";
import type { DeviceReport, SampleInfo, StudioApi } from "../worker/studioApi.ts";
import type { SliceCreator } from "./store.ts";

/** A sample, and the catalog id of the plan that says how long the search may run. */
export interface QuickStart {
  readonly sampleId: string;
  readonly preset: string;
}

export interface QuickStartSlice {
  /** Mean cost of a network of each plan's space, by plan. */
  readonly planCosts: ReadonlyMap<string, Cost>;
  readonly askPlanCosts: (classes: number) => Promise<void>;
}

const SAMPLES = 60;

export const createQuickStartSlice =
  (client: Pick<StudioApi, "space">): SliceCreator<QuickStartSlice> =>
  (set, get) => ({
    planCosts: new Map(),
    askPlanCosts: (classes) =>
      get().attempt(async () => {
        const asked = plans.list.map(async ({ id, spacePreset, recipe: { patch, batch } }) => {
          const { id: spaceId, settings } = presetOf(FIRST_SPACE, spacePreset);
          const { costs } = await client.space.whatIf({
            spaceId,
            settings,
            task: { channels: 1, classes, patch },
            batch,
            memoryCap: Infinity,
            seed: 0,
            samples: SAMPLES,
          });
          return [id, meanCost(costs)] as const;
        });
        set({ planCosts: new Map(await Promise.all(asked)) });
      }),
  });

export function meanCost(costs: readonly Cost[]): Cost {
  const mean = (part: keyof Cost) => meanOf(costs.map((cost) => cost[part]));
  return { parameters: mean("parameters"), multiplyAdds: mean("multiplyAdds"), trainingBytes: mean("trainingBytes") };
}

/** Seconds that a plan's search and its baseline will take on a sample; networks are trained side by side where the device has several slots. */
export function planSeconds(
  { trials, recipe }: SearchPlan,
  cost: Cost,
  { shape }: Pick<SampleInfo, "shape">,
  device: DeviceReport,
): number {
  const [, height, width] = shape;
  const validation =
    lengthOf(proposeSplit(shape, usualGap({ shape, subjects: undefined })).validation) * height * width;
  return ((trials + 1) * trialSeconds(cost, recipe, validation, device)) / togetherness(device.slots);
}

/** Seconds of a step of networks of the Tiny space, so that devices can be told apart by one number. */
export const typicalStepSeconds = (device: DeviceFigures): number =>
  stepSeconds(TYPICAL_STEP, TYPICAL_STEP.batch, device);
