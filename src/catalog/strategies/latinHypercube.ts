import { defineStrategy } from "../../core/strategy/strategy.ts";
import { boxOf, type Point } from "./box.ts";
import { latinHypercube } from "./designs.ts";

/** Designs by the memory of their run: the memory never changes, so neither does what is asked of it. */
const designs = new WeakMap<object, readonly Point[]>();

/** A Latin hypercube of the whole budget: on every axis each level is used once (spec 1.6, first generation). */
export default defineStrategy({
  id: "latin-hypercube",
  label: "Latin hypercube",
  summary:
    "As many levels on each axis as trials, each used once, and the points spread apart; it learns nothing from the values.",
  view: "vector",
  law: "asking",
  options: {},
  begin: () => ({}),
  tell: (memory) => memory,
  ask(memory, { space, random, shared, proposed, byHand, budget }) {
    const box = boxOf(space);
    const known = designs.get(memory);
    const design = known?.length === budget ? known : latinHypercube(budget, box.dimensions, shared, "shuffled");
    designs.set(memory, design);
    const number = proposed.length - byHand + 1;
    const point = design[number - 1];
    if (!point)
      return {
        genotype: space.views.random.sample(random),
        reason: { text: `All ${budget} points of the Latin hypercube are used; drawn at random.` },
      };
    return {
      genotype: box.genotype(box.fromCube(point)),
      reason: {
        text: `Point ${number} of ${budget} of a Latin hypercube: no two trials share a level on any axis.`,
        numbers: { phase: "cover" },
      },
    };
  },
});
