import { checkedValues, choice, float, int, type OptionValues, type ValuesOf } from "../../../core/options.ts";
import type { DescribedStrategy } from "../../../core/strategy/strategy.ts";
import { planOf } from "./plan.ts";

const options = {
  batch: int("Proposals per batch", 1, 64, 4),
  initial: int("Initial points, 0 for half of the budget", 0, 1000, 0),
  generation: choice("Generation: B is current, A scales distances", ["B", "A"], "B"),
  density: float("Share of the box kept clear of known points at first", 0.01, 1, 0.5),
  decay: float("How fast that share shrinks, 1 for linearly", 0.1, 10, 1),
};

/** Throws StudioError "BadInput" for a value outside of its range. */
export const checked = (values: OptionValues): ValuesOf<typeof options> => checkedValues("blackbox", options, values);

/**
 * blackbox.py (Knysh and Korkolis 2016, arXiv:1605.00998; spec 1.6): an even cover of the box, then minima of a surrogate that goes
 * through all values, kept away from known points by a radius that shrinks to nothing. A batch is proposed from the same surrogate.
 */
export default {
  id: "blackbox",
  label: "blackbox (surrogate)",
  summary: "Covers the box evenly with half of the budget, then follows a smooth surrogate of the values, in batches.",
  view: "vector",
  law: "asking",
  options,
  budgetFor(trials, values) {
    const { initial, subsequent } = planOf(trials, checked(values));
    return initial + subsequent;
  },
  /** Surrogates are made for few evaluations. */
  lesson: { evaluations: 60, load: () => import("./lesson.ts").then(({ explainBlackbox }) => explainBlackbox) },
} satisfies DescribedStrategy;
