import type { SliceCreator } from "./store.ts";

export interface SpaceSlice {
  /** Such as "3.1 × 10⁹ networks", for the tab of the Space room. */
  readonly spaceSummary: string | null;
}

export const createSpaceSlice = (): SliceCreator<SpaceSlice> => () => ({ spaceSummary: null });
