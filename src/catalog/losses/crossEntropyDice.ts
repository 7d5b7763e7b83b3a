import { classWeightsOption, defineLoss, weightsByFrequency } from "./loss.ts";
import { diceLossFormula } from "./overlap.ts";

/** The sum of both, as nnU-Net trains (Isensee et al. 2021). */
export default defineLoss({
  id: "crossEntropyDice",
  label: "Cross-entropy + Dice",
  options: { classWeights: classWeightsOption },
  classWeights: (counts, { classWeights }) => weightsByFrequency(counts, classWeights),
  value: (operations, { logits, labels, voxelWeights }) =>
    operations.add(
      operations.crossEntropy(logits, labels, voxelWeights),
      operations.overlap(diceLossFormula, logits, labels, null),
    ),
});
