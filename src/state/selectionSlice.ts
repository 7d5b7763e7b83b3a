import type { SliceCreator } from "./store.ts";

/** The one selection that tables, plots, graphs and panes share. */
export interface SelectionSlice {
  readonly trialIds: readonly number[];
  readonly classId: number | null;
  /** Slice z that is looked at. */
  readonly slice: number;
  readonly pointId: number | null;
  /** Trials taken into the Compare room, the first one is compared against the others. */
  readonly compared: readonly number[];

  readonly selectTrial: (id: number, isAdded?: boolean) => void;
  readonly selectClass: (classId: number | null) => void;
  readonly selectPoint: (pointId: number | null) => void;
  readonly toggleCompared: (id: number) => void;
  readonly setCompared: (ids: readonly number[]) => void;
  readonly clearSelection: () => void;
}

const MOST_COMPARED = 8;

export const createSelectionSlice = (): SliceCreator<SelectionSlice> => (set) => ({
  trialIds: [],
  classId: null,
  slice: 0,
  pointId: null,
  compared: [],

  selectTrial: (id, isAdded = false) => set(({ trialIds }) => ({ trialIds: isAdded ? toggled(trialIds, id) : [id] })),
  selectClass: (classId) => set({ classId }),
  selectPoint: (pointId) => set({ pointId }),
  toggleCompared: (id) => set(({ compared }) => ({ compared: toggled(compared, id).slice(-MOST_COMPARED) })),
  setCompared: (ids) => set({ compared: ids.slice(0, MOST_COMPARED) }),
  clearSelection: () => set({ trialIds: [], classId: null, pointId: null }),
});

const toggled = (ids: readonly number[], id: number): readonly number[] =>
  ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
