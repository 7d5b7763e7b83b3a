import type { StoreApi } from "zustand";
import type { Plane, PlanePixels } from "../worker/studioApi.ts";
import type { StudioState } from "./store.ts";
import { planeIndex } from "./viewSlice.ts";

/** The plane on the screen, with the place it was cut at. */
export interface ShownPlane extends PlanePixels {
  readonly plane: Plane;
  readonly index: number;
  /** Names the voxels and classes it shows, so that painted pictures can be kept. */
  readonly key: string;
}

const KEPT_PLANES = 24;

/**
 * Keeps `shownPlane` at the plane that is looked at. While one plane is fetched only the newest wish is remembered, so a fast wheel
 * never queues up; planes that were shown are kept.
 */
export function followPlane(store: StoreApi<StudioState>, fetchPlane: (plane: Plane, index: number) => Promise<PlanePixels>): void {
  const kept = new Map<string, ShownPlane>();
  let isFetching = false;

  const follow = async () => {
    if (isFetching) return;
    isFetching = true;
    try {
      for (let wish = wishOf(store.getState()); wish && wish.key !== store.getState().shownPlane?.key; wish = wishOf(store.getState())) {
        const shown = kept.get(wish.key) ?? { ...wish, ...(await fetchPlane(wish.plane, wish.index)) };
        kept.delete(wish.key);
        kept.set(wish.key, shown);
        if (kept.size > KEPT_PLANES) kept.delete(kept.keys().next().value!);
        store.setState({ shownPlane: shown });
      }
    } finally {
      isFetching = false;
    }
  };

  store.subscribe((state, before) => {
    const isSame = state.data === before.data && state.plane === before.plane && state.slice === before.slice && state.cut === before.cut;
    if (isSame) return;
    if (!state.data?.image) {
      if (state.shownPlane) store.setState({ shownPlane: null });
      return;
    }
    void state.attempt(follow);
  });
}

function wishOf(state: StudioState): { readonly plane: Plane; readonly index: number; readonly key: string } | null {
  const { image, labels, mapping } = state.data ?? {};
  if (!image) return null;
  const index = planeIndex(state);
  const classes = mapping?.values.map(({ classIndex }) => classIndex).join();
  return { plane: state.plane, index, key: [image.hash, labels?.hash, classes, state.plane, index].join("/") };
}
