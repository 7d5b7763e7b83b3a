/**
 * What is optimised and shown where nobody chose: the only place outside of the catalog that names metrics. The first is shown of
 * every network, the second beside it, the third where classes are told apart.
 */
export const DEFAULT_METRIC = "meanIou";
export const SECOND_METRIC = "meanDice";
export const CLASS_METRIC = "iou";
