import { atLeast, divide, multiply, power, subtract, total, add } from "../../core/formula/formula.ts";
import { float } from "../../core/options.ts";
import { defineOverlapLoss } from "./overlap.ts";

/** Small enough to change no sum of a batch, large enough for its powers in single precision. */
const TINY = 1e-6;
const TINIEST = 1e-30;

/**
 * One Dice coefficient of all classes, each weighted by a power of its rarity in the batch, so that small structures count as much as
 * large ones (Sudre et al. 2017, arXiv:1707.03237). A class that the batch lacks weighs nothing.
 */
export default defineOverlapLoss({
  id: "generalisedDice",
  label: "Generalised Dice",
  options: { rarity: float("Power of the rarity", 0, 2, 2) },
  value({ hit, said, truth }, { rarity }) {
    const weight = divide(truth, power(atLeast(truth, TINY), rarity + 1));
    const shared = total(multiply(weight, hit));
    const all = total(multiply(weight, add(said, truth)));
    return subtract(1, divide(multiply(2, shared), atLeast(all, TINIEST)));
  },
});
