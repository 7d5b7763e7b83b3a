import { defineStrategy } from "../../core/strategy/strategy.ts";
import { boxOf } from "./box.ts";
import { rSequencePoint } from "./designs.ts";

/** The initial design of blackbox.py on its own: an even cover of the box that needs no seed and can be stopped anywhere. */
export default defineStrategy({
  id: "r-sequence",
  label: "R-sequence",
  summary: "An even cover of the box, whatever the budget; it learns nothing from the values.",
  view: "vector",
  law: "asking",
  options: {},
  begin: () => null,
  tell: (memory) => memory,
  ask(_memory, { space, proposed, byHand, budget }) {
    const box = boxOf(space);
    const number = proposed.length - byHand + 1;
    return {
      genotype: box.genotype(box.fromCube(rSequencePoint(number, box.dimensions))),
      reason: { text: `Point ${number} of ${budget} of an even cover of the box.`, numbers: { phase: "cover" } },
    };
  },
});
