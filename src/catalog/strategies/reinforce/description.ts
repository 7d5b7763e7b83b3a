import { choice, float, int, toggle, type ValuesOf } from "../../../core/options.ts";
import type { DescribedStrategy } from "../../../core/strategy/strategy.ts";

export const options = {
  batch: int("Samples per update", 1, 64, 5),
  learningRate: float("Learning rate", 1e-6, 0.1, 5e-4, { log: true }),
  baselineDecay: float("Decay of the baseline", 0, 0.9999, 0.95),
  entropyWeight: float("Entropy weight", 0, 1, 1e-4),
  entropyActs: choice("Entropy acts through the", ["reward", "gradient"], "reward"),
  bound: float("Bound of logits, 0 for none", 0, 20, 2.5),
  operationReduction: float("Bound of choices divided by", 1, 10, 1),
  temperature: float("Temperature", 0.1, 20, 1),
  gatePenalty: float("Penalty on long skips", 0, 10, 0),
  hidden: int("Units of each LSTM layer", 2, 256, 64),
  enasAdam: toggle("Adam as in ENAS: no momentum, epsilon 0.001", false),
};

export type ReinforceOptions = ValuesOf<typeof options>;

/**
 * A recurrent controller that samples members choice by choice and learns from their scores (Xu et al. 2020 after ENAS, Pham et al.
 * 2018; spec 3.4). All samples of an update come from the same controller, whatever the order in which they end. The reward is
 * 1 − objective, and 0 for what gave no score.
 */
export default {
  id: "reinforce",
  label: "Recurrent controller",
  summary:
    "An LSTM samples networks choice by choice, and makes choices that scored above the running mean more likely.",
  view: "decisions",
  law: "asking",
  options,
} satisfies DescribedStrategy;
