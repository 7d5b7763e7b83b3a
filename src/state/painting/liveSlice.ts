import type { Suggestion, SuggestionGain } from "../../core/image/suggesting/mostDisputed.ts";
import type { LivePrediction, StudioApi } from "../../worker/studioApi.ts";
import type { SliceCreator, StudioState } from "../store.ts";

/** What of the network that learns is laid over the plane. */
export const LIVE_LOOKS = ["off", "prediction", "uncertainty"] as const;
export type LiveLook = (typeof LIVE_LOOKS)[number];

/** A small network that learns from what is painted, while one paints. */
export interface LiveSlice {
  readonly isLearning: boolean;
  /** What it made of the slice that it was last told of; kept after it was stopped, until the labels are closed. */
  readonly livePrediction: LivePrediction | null;
  readonly liveLook: LiveLook;

  /** Where labels would teach it most, and what labelling that has shown; null before it was asked for. */
  readonly suggestion: Suggestion | null;
  readonly suggestionGain: SuggestionGain | null;
  readonly isSuggesting: boolean;

  /** Resolves once it was stopped. */
  readonly startLearning: () => Promise<void>;
  readonly stopLearning: () => void;
  /** Goes to the place that its trainings differ on most. */
  readonly suggestNext: () => Promise<void>;
  readonly setLiveLook: (look: LiveLook) => void;
}

const NOTHING_LEARNT = {
  ...{ isLearning: false, livePrediction: null, suggestion: null, suggestionGain: null, isSuggesting: false },
} as const;

export const createLiveSlice =
  ({ live: api }: Pick<StudioApi, "live">): SliceCreator<LiveSlice> =>
  (set, get, store) => {
    const askGain = () => get().attempt(async () => set({ suggestionGain: await api.gain() }));
    store.subscribe((state, before) => {
      if (state.slice !== before.slice && state.isLearning) void state.attempt(() => api.look(state.slice));
      if (state.paintedAt !== before.paintedAt && state.suggestion) void askGain();
      const isElsewhere = state.data?.painting?.id !== before.data?.painting?.id || Boolean(state.data?.correction);
      if (!isElsewhere || (!state.isLearning && state.livePrediction === null)) return;
      get().stopLearning();
      set(NOTHING_LEARNT);
    });
    function goThere({ z, x, y, width, height }: Suggestion): void {
      if (get().plane !== "xy") get().setPlane("xy");
      get().goTo(z);
      if (get().zoom !== "fit") set({ center: [x + width / 2, y + height / 2] });
    }

    return {
      ...NOTHING_LEARNT,
      liveLook: "prediction",
      startLearning: () =>
        get().attempt(async () => {
          if (get().isLearning) return;
          set({ isLearning: true });
          try {
            // It ends by itself where a class is new, and begins with that.
            while (get().isLearning)
              await api.train(get().slice, { predicted: (livePrediction) => set({ livePrediction }) });
          } finally {
            set({ isLearning: false });
          }
        }),
      stopLearning() {
        if (!get().isLearning) return;
        set({ isLearning: false });
        void get().attempt(() => api.stop());
      },
      suggestNext: () =>
        get().attempt(async () => {
          if (get().isSuggesting) return;
          set({ isSuggesting: true });
          try {
            const suggestion = await api.whereNext(get().slice);
            set({ suggestion, suggestionGain: null });
            if (suggestion) goThere(suggestion);
            else get().notify("All votes agree everywhere that is not painted. Train on, or stop here.");
          } finally {
            set({ isSuggesting: false });
          }
        }),
      setLiveLook: (liveLook) => set({ liveLook }),
    };
  };

/** What the network makes of the plane that is shown; null where it has not seen it, or is not to be seen. */
export function shownPrediction({
  livePrediction,
  liveLook,
  plane,
  slice,
}: Pick<StudioState, "livePrediction" | "liveLook" | "plane" | "slice">): LivePrediction | null {
  const isSeen = liveLook !== "off" && plane === "xy" && livePrediction?.z === slice;
  return isSeen ? livePrediction : null;
}
