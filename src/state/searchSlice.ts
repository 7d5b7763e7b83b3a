import type { PlanePixels, StudioApi } from "../worker/studioApi.ts";
import type { SliceCreator } from "./store.ts";

export interface SearchSlice {
  /** The trial whose page is open; null while the table is shown. */
  readonly openedTrial: number | null;
  /** Whether the next search is being set up beside an open study. */
  readonly isSettingUp: boolean;
  /** The stage whose trials are shown; null follows the one that is worked on. */
  readonly shownStage: number | null;
  /** Greys and truth of the slice that previews are made of. */
  readonly previewPlane: { readonly z: number; readonly pixels: PlanePixels } | null;

  readonly openTrial: (id: number | null) => void;
  readonly showStage: (stage: number | null) => void;
  readonly setUpSearch: (isSettingUp: boolean) => void;
  readonly wantPreviewPlane: (z: number) => Promise<void>;
}

export const createSearchSlice =
  (client: Pick<StudioApi, "data">): SliceCreator<SearchSlice> =>
  (set, get) => ({
    openedTrial: null,
    isSettingUp: false,
    shownStage: null,
    previewPlane: null,

    openTrial: (openedTrial) => set({ openedTrial, ...(openedTrial !== null && { trialIds: [openedTrial] }) }),
    showStage: (shownStage) => set({ shownStage }),
    setUpSearch(isSettingUp) {
      if (isSettingUp) get().copyPlan();
      set({ isSettingUp });
    },
    wantPreviewPlane: (z) =>
      get().attempt(async () => {
        if (!get().data?.image || get().previewPlane?.z === z) return;
        const pixels = await client.data.plane("xy", z);
        set({ previewPlane: { z, pixels } });
      }),
  });
