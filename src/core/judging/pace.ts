/** How much of the machine a search takes while others use it. */
export const PACES = ["background", "balanced", "full"] as const;
export type Pace = (typeof PACES)[number];

export const PACE_NAMES: Readonly<Record<Pace, string>> = {
  background: "In the background",
  balanced: "Balanced",
  full: "Full speed",
};
