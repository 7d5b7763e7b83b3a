import { atLeast, mean, power, subtract } from "../../core/formula/formula.ts";
import { float } from "../../core/options.ts";
import { defineOverlapLoss, SMALLEST, tverskyOf } from "./overlap.ts";

/** Tversky loss of each class to a power, which turns to the classes that are still badly met (Abraham and Khan 2018, arXiv:1810.07842). */
export default defineOverlapLoss({
  id: "focalTversky",
  label: "Focal Tversky",
  options: {
    falsePositives: float("Weight of false positives", 0, 2, 0.3),
    falseNegatives: float("Weight of false negatives", 0, 2, 0.7),
    exponent: float("Exponent", 0.25, 3, 0.75),
  },
  value: (sums, { falsePositives, falseNegatives, exponent }) =>
    mean(power(atLeast(subtract(1, tverskyOf(sums, falsePositives, falseNegatives)), SMALLEST), exponent)),
});
