import { plans } from "../../catalog/recipes/index.ts";
import { chosenDevice } from "../../state/chosenDevice.ts";
import { planSeconds } from "../../state/quickStart.ts";
import { useStudio } from "../studioContext.ts";

/** Seconds that a plan will take on this machine; null until the device and the space have been measured. */
export function usePlanSeconds(plan: string, sampleId: string | null): number | null {
  return useStudio((state) => {
    const [device, cost, sample] = [
      chosenDevice(state),
      state.planCosts.get(plan),
      state.samples.find(({ id }) => id === sampleId),
    ];
    return device && cost && sample ? planSeconds(plans.get(plan), cost, sample, device) : null;
  });
}
