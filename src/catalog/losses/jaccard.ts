import { mean, subtract } from "../../core/formula/formula.ts";
import { defineOverlapLoss, tverskyOf } from "./overlap.ts";

/** One minus the mean soft intersection over union (Rahman and Wang 2016, doi:10.1007/978-3-319-50835-1_22). */
export default defineOverlapLoss({
  id: "jaccard",
  label: "Jaccard",
  options: {},
  value: (sums) => subtract(1, mean(tverskyOf(sums, 1, 1))),
});
