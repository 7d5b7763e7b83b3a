import { atLeast, log, mean, multiply, power } from "../../core/formula/formula.ts";
import { float } from "../../core/options.ts";
import { defineOverlapLoss, diceOf, SMALLEST } from "./overlap.ts";

/** Mean of -ln Dice to a power: the Dice term of Wong et al. 2018 (arXiv:1809.00076) alone, steep where a class is nearly missed. */
export default defineOverlapLoss({
  id: "logDice",
  label: "Logarithmic Dice",
  options: { gamma: float("Exponent", 0.1, 2, 1) },
  value: (sums, { gamma }) => mean(power(atLeast(multiply(-1, log(diceOf(sums))), SMALLEST), gamma)),
});
