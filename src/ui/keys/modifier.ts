import { modifierOf } from "./matchKeys.ts";

/** The modifier key of this machine. */
export const MODIFIER = modifierOf(navigator.userAgent);
