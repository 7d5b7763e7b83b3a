import type { SurrogatePlane, SurrogateQuestion } from "../catalog/strategies/blackbox/surrogatePlane.ts";
import type { PlanePixels, StudioApi } from "../worker/studioApi.ts";
import type { SliceCreator } from "./store.ts";

export interface SearchSlice {
  /** The trial whose page is open; null while the table is shown. */
  readonly openedTrial: number | null;
  /** The trial that the opened one is held against; null while it is shown alone. */
  readonly against: number | null;
  /** Whether the next search is being set up beside an open study. */
  readonly isSettingUp: boolean;
  /** The stage whose trials are shown; null follows the one that is worked on. */
  readonly shownStage: number | null;
  /** Greys and truth of the slice that previews are made of. */
  readonly previewPlane: { readonly z: number; readonly pixels: PlanePixels } | null;
  /** Whether pictures of predictions give way to the truth, as long as a key is held. */
  readonly isTruthHeld: boolean;

  /** The plane through a surrogate that was asked for last, with what it was asked of; the page's own thread never fits one. */
  readonly surrogate: { readonly question: SurrogateQuestion; readonly plane: SurrogatePlane } | null;

  readonly openTrial: (id: number | null) => void;
  /** Shows what differs between the opened trial and another; null shows the trial alone. */
  readonly holdAgainst: (id: number | null) => void;
  readonly showStage: (stage: number | null) => void;
  readonly holdTruth: (isTruthHeld: boolean) => void;
  readonly setUpSearch: (isSettingUp: boolean) => void;
  readonly wantPreviewPlane: (z: number) => Promise<void>;
  readonly wantSurrogate: (question: SurrogateQuestion) => Promise<void>;
}

export const createSearchSlice =
  (client: Pick<StudioApi, "data" | "space">): SliceCreator<SearchSlice> =>
  (set, get) => {
    let asked: SurrogateQuestion | null = null;
    return {
      openedTrial: null,
      against: null,
      isSettingUp: false,
      shownStage: null,
      previewPlane: null,
      isTruthHeld: false,
      surrogate: null,

      openTrial: (openedTrial) =>
        set(({ against }) => ({
          openedTrial,
          against: openedTrial === null || openedTrial === against ? null : against,
          ...(openedTrial !== null && { trialIds: [openedTrial] }),
        })),
      holdAgainst: (against) => set({ against }),
      showStage: (shownStage) => set({ shownStage }),
      holdTruth: (isTruthHeld) => set({ isTruthHeld }),
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
      wantSurrogate: (question) =>
        get().attempt(async () => {
          asked = question;
          const plane = await client.space.surrogate(question);
          // One that was asked for meanwhile counts.
          if (asked === question) set({ surrogate: { question, plane } });
        }),
    };
  };
