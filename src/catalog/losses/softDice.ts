import { defineLoss } from "./loss.ts";

/** One minus the mean soft Dice coefficient (Milletari et al. 2016, arXiv:1606.04797). */
export default defineLoss({
  id: "softDice",
  label: "Soft Dice",
  options: {},
  value: (operations, { logits, labels }) => operations.softDice(logits, labels),
});
