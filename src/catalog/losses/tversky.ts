import { mean, subtract } from "../../core/formula/formula.ts";
import { float } from "../../core/options.ts";
import { defineOverlapLoss, tverskyOf } from "./overlap.ts";

/** Dice with separate weights for what is said too much and what is missed (Salehi et al. 2017, arXiv:1706.05721). */
export default defineOverlapLoss({
  id: "tversky",
  label: "Tversky",
  options: {
    falsePositives: float("Weight of false positives", 0, 2, 0.3),
    falseNegatives: float("Weight of false negatives", 0, 2, 0.7),
  },
  value: (sums, { falsePositives, falseNegatives }) =>
    subtract(1, mean(tverskyOf(sums, falsePositives, falseNegatives))),
});
