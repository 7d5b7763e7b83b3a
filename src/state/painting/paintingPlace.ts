import type { StudioState } from "../store.ts";

/** Where one paints, for coming back after a reload. */
export interface PaintingPlace {
  readonly id: string;
  readonly view: Pick<StudioState, (typeof REMEMBERED)[number]>;
}

const REMEMBERED = ["isPainting", "room", "slice", "cut", "plane", "zoom", "center", "classId", "paint"] as const;

/** Null where no labels are painted on, or nothing was painted yet: then nothing is kept that could be come back to. */
export function paintingPlace(state: StudioState): PaintingPlace | null {
  const painting = state.data?.painting;
  if (!painting || painting.done.length + painting.undone.length === 0) return null;
  const { isPainting, room, slice, cut, plane, zoom, center, classId, paint } = state;
  return { id: painting.id, view: { isPainting, room, slice, cut, plane, zoom, center, classId, paint } };
}

/** Whether the place may be another than before; a pointer that moves changes the state many times a second, and not this. */
export const hasMoved = (state: StudioState, before: StudioState): boolean =>
  state.data !== before.data || REMEMBERED.some((name) => state[name] !== before[name]);
