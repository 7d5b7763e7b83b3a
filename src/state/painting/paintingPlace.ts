import type { StudioState } from "../store.ts";

/** Where one paints, for coming back after a reload. */
export interface PaintingPlace {
  readonly id: string;
  /** Where it is slices of a study that are corrected. */
  readonly correction?: { readonly studyId: string; readonly stage: number };
  readonly view: Pick<StudioState, (typeof REMEMBERED)[number]>;
}

const REMEMBERED = ["isPainting", "room", "slice", "cut", "plane", "zoom", "center", "classId", "paint"] as const;

/** Null where no labels are painted on, or nothing was painted yet: then nothing is kept that could be come back to. What was proposed is kept with its study. */
export function paintingPlace(state: StudioState): PaintingPlace | null {
  const { painting, correction } = state.data ?? {};
  if (!painting || (!correction && painting.done.length + painting.undone.length === 0)) return null;
  const { isPainting, room, slice, cut, plane, zoom, center, classId, paint, live } = state;
  return {
    id: painting.id,
    ...(correction && live && { correction: { studyId: live.studyId, stage: correction.stage } }),
    view: { isPainting, room, slice, cut, plane, zoom, center, classId, paint },
  };
}

/** Whether the place may be another than before; a pointer that moves changes the state many times a second, and not this. */
export const hasMoved = (state: StudioState, before: StudioState): boolean =>
  state.data !== before.data || REMEMBERED.some((name) => state[name] !== before[name]);
