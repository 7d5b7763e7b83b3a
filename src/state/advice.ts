import { losses } from "../catalog/losses/index.ts";
import type { Choice } from "../core/options.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { NoticeAction, PlanActionId } from "../worker/studioApi.ts";

interface Advice {
  /** What was done, for the notice that follows. */
  readonly done: string;
  readonly isTaken: (recipe: Recipe) => boolean;
  readonly change: (recipe: Recipe) => Partial<Recipe>;
}

const WEIGHED_LOSS: Choice = { id: "crossEntropyDice", options: {} };
const canWeigh = ({ id }: Choice): boolean => "classWeights" in losses.get(id).options;

/** What notices about the data advise for the training: one entry an action, which the compiler sees to. */
export const ADVICE: Readonly<Record<PlanActionId, Advice>> = {
  useClassWeights: {
    done: "The next search weighs classes by how rare they are.",
    isTaken: ({ loss }) => loss.id === "exponentialLogarithmic" || loss.options.classWeights === "balanced",
    change({ loss }) {
      const { id, options } = canWeigh(loss) ? loss : WEIGHED_LOSS;
      return { loss: { id, options: { ...options, classWeights: "balanced" } } };
    },
  },
  balancePatches: {
    done: "The next search centres its patches on every class alike.",
    /** Where a notice calls a class very rare, what is usual is to draw by class. */
    isTaken: ({ patchSampling }) => patchSampling !== "uniform",
    change: () => ({ patchSampling: "classBalanced" }),
  },
};

export const isPlanAction = (id: NoticeAction["id"]): id is PlanActionId => id in ADVICE;
