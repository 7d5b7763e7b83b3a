import { adamOptions, defineOptimiser } from "./optimiser.ts";

/** Share of the old mean at step `t`: it grows to beta1 over some ten thousand steps. */
const warming = (beta1: number, t: number): number => beta1 * (1 - 0.5 * 0.96 ** (0.004 * t));

function product(beta1: number, steps: number): number {
  let result = 1;
  for (let t = 1; t <= steps; t++) result *= warming(beta1, t);
  return result;
}

/** Adam with Nesterov momentum (Dozat 2016) in the form of Keras 2 (spec 4.6). */
export default defineOptimiser({
  id: "nadam",
  label: "Nadam",
  options: { ...adamOptions, epsilon: { ...adamOptions.epsilon, initial: 1e-7 } },
  slots: 2,
  update(operations, state, { step, learningRate }, { beta1, beta2, epsilon, clipNorm }) {
    const now = product(beta1, step);
    const next = warming(beta1, step + 1);
    const factors = {
      meanFactor: next / (1 - now * next),
      gradientFactor: (1 - warming(beta1, step)) / (1 - now),
      squareFactor: 1 / (1 - beta2 ** step),
    };
    operations.adam(state, { learningRate, beta1, beta2, epsilon, clipNorm, ...factors });
  },
});
