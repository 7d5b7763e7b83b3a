import type { StoreApi } from "zustand";
import type { Plane } from "../core/image/plane.ts";
import type { PlanePixels } from "../worker/studioApi.ts";
import type { StudioState } from "./store.ts";

const KEPT_PLANES = 24;

export interface PlaneWish {
  readonly plane: Plane;
  readonly index: number;
  /** Names the voxels and classes it shows, so that painted pictures can be kept. */
  readonly key: string;
}

/** What is on the screen, with the place it was cut at. */
export type Shown<Pixels> = Pixels & PlaneWish;

/** The plane on the screen. */
export type ShownPlane = Shown<PlanePixels>;

interface Follower<Pixels> {
  /** The plane that is looked at; null where none is. */
  readonly wish: (state: StudioState) => PlaneWish | null;
  readonly fetch: (plane: Plane, index: number) => Promise<Pixels>;
  readonly shown: (state: StudioState) => Shown<Pixels> | null;
  readonly show: (shown: Shown<Pixels> | null) => void;
}

/**
 * Keeps what is shown at the plane that is looked at. While one plane is fetched only the newest wish is remembered, so a fast wheel
 * never queues up; planes that were shown are kept.
 */
export function followPlane<Pixels>(
  store: StoreApi<StudioState>,
  { wish: wishOf, fetch, shown: shownOf, show }: Follower<Pixels>,
): void {
  const kept = new Map<string, Shown<Pixels>>();
  let isFetching = false;

  const follow = async () => {
    if (isFetching) return;
    isFetching = true;
    try {
      for (
        let wish = wishOf(store.getState());
        wish && wish.key !== shownOf(store.getState())?.key;
        wish = wishOf(store.getState())
      ) {
        const shown = kept.get(wish.key) ?? { ...wish, ...(await fetch(wish.plane, wish.index)) };
        kept.delete(wish.key);
        kept.set(wish.key, shown);
        if (kept.size > KEPT_PLANES) kept.delete(kept.keys().next().value!);
        show(shown);
      }
    } finally {
      isFetching = false;
    }
  };

  store.subscribe((state, before) => {
    const wish = wishOf(state);
    if (wish?.key === wishOf(before)?.key) return;
    if (!wish) show(null);
    else void state.attempt(follow);
  });
}

/** A plane of the open stack with its classes as they are mapped now; null where nothing is open. Labels that are painted on change in the plane that is shown. */
export function planeWish({ data, staleness }: StudioState, plane: Plane, index: number): PlaneWish | null {
  const { image, labels, mapping, painting } = data ?? {};
  if (!image) return null;
  const classes = mapping?.values.map(({ classIndex }) => classIndex).join();
  return { plane, index, key: [image.hash, painting?.id ?? labels?.hash, classes, staleness, plane, index].join("/") };
}
