import type { SurrogatePlane, SurrogateQuestion } from "../catalog/strategies/blackbox/surrogatePlane.ts";
import { toErrorRecord } from "../core/errors.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { BatchRecipe, PlanePixels, StudioApi } from "../worker/studioApi.ts";
import { firstRecipe } from "./planSlice.ts";
import type { SliceCreator, StudioState } from "./store.ts";

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
  /** A batch of the planned training as its networks would see it; null before it is asked for. */
  readonly seenBatch: SeenBatch | null;
  /** Draws the patches of a step; another number gives others. */
  readonly drawBatch: (draw: number) => Promise<void>;
  readonly wantSurrogate: (question: SurrogateQuestion) => Promise<void>;
}

export interface SeenBatch {
  /** Of the data, the recipe and the number of the draw. */
  readonly key: string;
  /** Null while they are drawn, or where they could not be. */
  readonly patches: readonly PlanePixels[] | null;
  readonly because: string | null;
}

/** Only what patches depend on crosses to the worker. */
const batchRecipe = ({ patch, batch, patchSampling, augmentation, input, trainingShare }: Recipe): BatchRecipe => ({
  ...{ patch, batch, patchSampling, augmentation },
  ...(input && { input }),
  ...(trainingShare !== undefined && { trainingShare }),
});

/** By what a batch is told from another: it is drawn anew where this changes. */
export const batchKey = (state: Pick<StudioState, "data" | "plan">, draw: number): string =>
  JSON.stringify([state.data?.datasetId, state.data?.split, batchRecipe(firstRecipe(state)), draw]);

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
      seenBatch: null,
      async drawBatch(draw) {
        const recipe = batchRecipe(firstRecipe(get()));
        const key = batchKey(get(), draw);
        if (!get().data?.datasetId || get().seenBatch?.key === key) return;
        set({ seenBatch: { key, patches: null, because: null } });
        const put = (found: Pick<SeenBatch, "patches" | "because">) =>
          get().seenBatch?.key === key && set({ seenBatch: { key, ...found } });
        await client.data.batch(recipe, draw).then(
          (patches) => put({ patches, because: null }),
          (error: unknown) => put({ patches: null, because: toErrorRecord(error).message }),
        );
      },
      wantSurrogate: (question) =>
        get().attempt(async () => {
          asked = question;
          const plane = await client.space.surrogate(question);
          // One that was asked for meanwhile counts.
          if (asked === question) set({ surrogate: { question, plane } });
        }),
    };
  };
