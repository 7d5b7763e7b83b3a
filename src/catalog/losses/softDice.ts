import { defineOverlapLoss, diceLoss } from "./overlap.ts";

/** One minus the mean soft Dice coefficient (Milletari et al. 2016, arXiv:1606.04797). */
export default defineOverlapLoss({ id: "softDice", label: "Soft Dice", options: {}, value: diceLoss });
