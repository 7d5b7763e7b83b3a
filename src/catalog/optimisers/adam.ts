import { adamOptions, defineOptimiser } from "./optimiser.ts";

/** Kingma and Ba 2015, arXiv:1412.6980. */
export default defineOptimiser({
  id: "adam",
  label: "Adam",
  options: adamOptions,
  slots: 2,
  update(operations, state, { step, learningRate }, { beta1, beta2, epsilon, clipNorm }) {
    const factors = { meanFactor: 1 / (1 - beta1 ** step), gradientFactor: 0, squareFactor: 1 / (1 - beta2 ** step) };
    operations.adam(state, { learningRate, beta1, beta2, epsilon, clipNorm, ...factors });
  },
});
