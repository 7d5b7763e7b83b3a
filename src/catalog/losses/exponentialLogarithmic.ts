import { float } from "../../core/options.ts";
import { defineLoss } from "./loss.ts";

/** Wong et al. 2018, arXiv:1809.00076: lifts small structures; classes weigh by the square root of their rarity. */
export default defineLoss({
  id: "exponentialLogarithmic",
  label: "Exponential logarithmic",
  options: { diceShare: float("Share of the Dice term", 0, 1, 0.8), gamma: float("Exponent", 0.1, 2, 0.3) },
  classWeights: (counts) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => Math.sqrt(total / Math.max(1, count)));
  },
  value: (operations, { logits, labels, classWeights }, numbers) =>
    operations.exponentialLogarithmic(logits, labels, classWeights, numbers),
});
