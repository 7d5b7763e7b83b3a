import { float, toggle } from "../../core/options.ts";
import { defineOptimiser } from "./optimiser.ts";

export default defineOptimiser({
  id: "sgd",
  label: "SGD with momentum",
  options: { momentum: float("Momentum", 0, 0.999, 0.9), nesterov: toggle("Nesterov", false) },
  slots: 1,
  update: (operations, state, { learningRate }, { momentum, nesterov, clipNorm }) =>
    operations.momentum(state, { learningRate, momentum, clipNorm, isNesterov: nesterov }),
});
