import { plans } from "../../catalog/recipes/index.ts";
import { planSeconds } from "../../state/quickStart.ts";
import { useStudio } from "../studioContext.ts";

/** Seconds that a plan will take on this machine; null until the device and the space have been measured. */
export function usePlanSeconds(plan: string, sampleId: string | null): number | null {
  return useStudio(({ devices, planCosts, samples }) => {
    const [device, cost, sample] = [devices[0], planCosts.get(plan), samples.find(({ id }) => id === sampleId)];
    return device && cost && sample ? planSeconds(plans.get(plan), cost, sample, device) : null;
  });
}
