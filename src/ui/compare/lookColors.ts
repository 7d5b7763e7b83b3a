import type { Rgb } from "../canvas/colors.ts";

/** Right, predicted but not there, missed: the same in both themes, and never together with class fills. */
export const ERROR_COLORS: readonly (Rgb | null)[] = [null, [228, 228, 228], [230, 159, 0], [0, 114, 178]];

/** Ends of cividis: only the first trial, only the second. */
export const DIFFERENCE_COLORS: readonly (Rgb | null)[] = [null, [255, 234, 70], [0, 48, 111]];

/** Right stays filled; extra and missed lean to opposite sides. */
export const ERROR_HATCH: readonly (1 | -1 | 0)[] = [0, 0, 1, -1];
