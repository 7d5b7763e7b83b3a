/** Which corrections count: foreground (any class but 0) that a network missed, foreground that it invented, or either. */
export const CORRECTION_MODES = ["negative", "positive", "both"] as const;
export type CorrectionMode = (typeof CORRECTION_MODES)[number];

/** What a mistake adds to a weight (spec 2.6). */
export const CORRECTION_SCALE = 100;
