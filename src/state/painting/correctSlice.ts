import { CORRECTION_MODES, type CorrectionMode } from "../../core/image/correction/modes.ts";
import type { PlanePoint } from "../../core/image/painting/planeMask.ts";
import type { CorrectionMaps, DataState, StudioApi } from "../../worker/studioApi.ts";
import { opened } from "../opening.ts";
import type { SliceCreator, StudioState } from "../store.ts";
import { chosenClass } from "./chosenClass.ts";
import { createCommits } from "./commits.ts";

/** Correction of predicted slices: they are painted on like labels, and what is right is accepted by a click. */
export interface CorrectSlice {
  /** Which mistakes will weigh more in the training. */
  readonly correctionMode: CorrectionMode;
  /** How many slices the next round has. */
  readonly slicesPerRound: number;

  readonly setCorrectionMode: (mode: CorrectionMode) => void;
  readonly setSlicesPerRound: (count: number) => void;
  /** Predicts the next slices for a stage, and opens them. */
  readonly correctNext: (stage: number) => Promise<void>;
  /** Goes on with slices that were predicted before. */
  readonly openCorrection: (stage: number) => Promise<void>;
  /** Shows the open data again; what was corrected is kept. */
  readonly leaveCorrection: () => Promise<void>;
  /** Gives up what was predicted and corrected. */
  readonly discardCorrection: () => Promise<void>;
  /** What is proposed at a pixel is right; or not this, but the first class. */
  readonly acceptAt: (at: PlanePoint, isRefused?: boolean) => Promise<void>;
  /** All of this slice, or of the round, that is not decided yet is right. */
  readonly acceptRest: (of: "slice" | "round") => Promise<void>;
  /** This slice is right: goes to the next one that is not decided yet. */
  readonly acceptSlice: () => Promise<void>;
  /** Keeps the round, and trains on by it. */
  readonly trainOnCorrection: () => Promise<void>;
  readonly correctionMaps: (stage: number, round: number, z: number) => Promise<CorrectionMaps>;
}

/** Of the class that stands for what is not looked for. */
const BACKGROUND = 0;

export const createCorrectSlice =
  (client: Pick<StudioApi, "correct" | "data">): SliceCreator<CorrectSlice> =>
  (set, get, store) => {
    const commits = createCommits(client, store);
    const api = client.correct;

    function show(data: DataState): void {
      get().showData(data);
      const { correction } = data;
      if (!correction) return;
      const { paint, slice } = get();
      const { from, to } = correction.slices;
      set({
        ...{ room: "data", plane: "xy", corners: [], classId: chosenClass(get()) },
        paint: { ...paint, tool: "accept", isBall: false },
        slice: slice >= from && slice < to ? slice : from,
      });
    }

    /** Predicting takes a while: the page says so. */
    const open = (text: string, work: () => Promise<DataState>) => opened(store, text, async () => show(await work()));

    const leave = () =>
      get().attempt(async () => {
        const { paint } = get();
        get().showData(await api.leave());
        set({ corners: [], paint: withoutAccepting(paint) });
      });

    store.subscribe(({ room, data }, before) => {
      if (room !== before.room && before.room === "data" && data?.correction) void leave();
    });

    return {
      correctionMode: CORRECTION_MODES[0],
      slicesPerRound: 3,
      setCorrectionMode: (correctionMode) => set({ correctionMode }),
      setSlicesPerRound: (slicesPerRound) => set({ slicesPerRound }),
      correctNext: (stage) =>
        open("Predicting the next slices", () => api.propose({ stage, slices: { count: get().slicesPerRound } })),
      openCorrection: (stage) => open("Opening what was corrected", () => api.open(stage)),
      leaveCorrection: leave,
      discardCorrection: () =>
        get().attempt(async () => {
          const { data, paint } = get();
          get().showData(await api.discard(data!.correction!.stage));
          set({ room: "search", paint: withoutAccepting(paint) });
        }),
      async acceptAt({ x, y }, isRefused = false) {
        const { slice } = get();
        const at = { z: slice, y: Math.floor(y), x: Math.floor(x) };
        await commits.change(() => (isRefused ? api.accept(at, BACKGROUND) : api.accept(at)));
      },
      async acceptRest(of) {
        const { slice, data } = get();
        const slices = of === "round" ? data!.correction!.slices : { from: slice, to: slice + 1 };
        await commits.change(() => api.acceptRest({ plane: "xy", index: slice }, slices));
      },
      async acceptSlice() {
        await get().acceptRest("slice");
        const next = undecidedSlices(get()).find((z) => z !== get().slice);
        if (next !== undefined) get().goTo(next);
      },
      trainOnCorrection: () =>
        get().attempt(async () => {
          const { correctionMode, data, paint } = get();
          const stage = data!.correction!.stage;
          get().showData(await api.finish(correctionMode));
          set({ room: "search", paint: withoutAccepting(paint), shownStage: stage });
          if (get().live?.state === "idle") await get().resumeStudy();
        }),
      correctionMaps: (stage, round, z) => api.maps(stage, round, z),
    };
  };

/** Nothing is accepted where nothing is proposed. */
const withoutAccepting = (paint: StudioState["paint"]): StudioState["paint"] =>
  paint.tool === "accept" ? { ...paint, tool: "brush" } : paint;

/** Slices of the round of which something is not decided yet. */
export function undecidedSlices({ data }: Pick<StudioState, "data">): readonly number[] {
  const { correction, painting } = data ?? {};
  if (!correction || !painting) return [];
  return painting.unlabelled.slices.filter((z) => z >= correction.slices.from && z < correction.slices.to);
}

/** The share of the round that is decided, 0 to 1. */
export function decidedShare({ data }: Pick<StudioState, "data">): number {
  const { correction, painting, image } = data ?? {};
  if (!correction || !painting || !image) return 0;
  const voxels = (correction.slices.to - correction.slices.from) * image.shape[1] * image.shape[2];
  const decided = Object.values(painting.values).reduce((sum, { voxels: more }) => sum + more, 0);
  return decided / voxels;
}
