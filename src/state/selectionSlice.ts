import { baselinesLast, baselinesOf } from "./panes.ts";
import type { SliceCreator } from "./store.ts";

/** The one selection that tables, plots, graphs and panes share. */
export interface SelectionSlice {
  readonly trialIds: readonly number[];
  readonly classId: number | null;
  /** Slice z that is looked at. */
  readonly slice: number;
  readonly pointId: number | null;
  /** Trials taken into the Compare room, baselines last; the first one is compared against the others. */
  readonly compared: readonly number[];
  /** Whether those are the pair that the room began with, which gives way to what is chosen. */
  readonly isUsualPair: boolean;

  readonly selectTrial: (id: number, isAdded?: boolean) => void;
  readonly selectClass: (classId: number | null) => void;
  readonly selectPoint: (pointId: number | null) => void;
  /** Takes a trial into the Compare room, in place of the candidate that the room began with; says so where no more can be laid beside each other. */
  readonly addCompared: (id: number) => void;
  readonly setCompared: (ids: readonly number[], isUsualPair?: boolean) => void;
  readonly clearSelection: () => void;
}

const MOST_COMPARED = 8;

export const createSelectionSlice = (): SliceCreator<SelectionSlice> => (set, get) => ({
  trialIds: [],
  classId: null,
  slice: 0,
  pointId: null,
  compared: [],
  isUsualPair: false,

  selectTrial: (id, isAdded = false) => set(({ trialIds }) => ({ trialIds: isAdded ? toggled(trialIds, id) : [id] })),
  selectClass: (classId) => set({ classId }),
  selectPoint: (pointId) => set({ pointId }),
  addCompared(id) {
    const { compared, isUsualPair, study } = get();
    const kept = isUsualPair ? baselinesOf(study, compared) : compared;
    if (kept.includes(id) || kept.length < MOST_COMPARED)
      get().setCompared([...kept.filter((other) => other !== id), id]);
    else get().notify(`${MOST_COMPARED} trials are compared already. Take one out in the Compare room first.`);
  },
  setCompared: (ids, isUsualPair = false) =>
    set(({ study }) => ({ compared: baselinesLast(study, ids).slice(0, MOST_COMPARED), isUsualPair })),
  clearSelection: () => set({ trialIds: [], classId: null, pointId: null }),
});

const toggled = (ids: readonly number[], id: number): readonly number[] =>
  ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
