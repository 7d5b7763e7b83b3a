import { classWeightsOption, defineLoss, weightsByFrequency } from "./loss.ts";

export default defineLoss({
  id: "crossEntropy",
  label: "Cross-entropy",
  options: { classWeights: classWeightsOption },
  classWeights: (counts, { classWeights }) => weightsByFrequency(counts, classWeights),
  value: (operations, { logits, labels, voxelWeights }) => operations.crossEntropy(logits, labels, voxelWeights),
});
