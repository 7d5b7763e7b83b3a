import { defineStrategy } from "../../core/strategy/strategy.ts";

/** Independent uniform draws: the control every other strategy is compared with. Illegal draws are counted as trials. */
export default defineStrategy({
  id: "random",
  label: "Random sampling",
  summary: "Independent uniform draws from the ranges at the root, the control for every other strategy.",
  view: "random",
  law: "asking",
  options: {},
  begin: () => null,
  tell: (memory) => memory,
  ask: (_memory, { space, random, proposed, budget }) => ({
    genotype: space.views.random.sample(random),
    reason: { text: `Drawn uniformly and independently, ${proposed.length + 1} of ${budget}.` },
  }),
});
