import { planesAlong, type Plane } from "../core/image/plane.ts";
import type { SliceCreator } from "./store.ts";

/** Screen pixels per voxel. */
export const MAX_ZOOM = 64;

export type OverlayMode = "both" | "line" | "off";

/** What is under the cursor, for the status bar and the cross-hair of every pane. */
export interface Hover {
  /** Column and row of the shown plane. */
  readonly x: number;
  readonly y: number;
}

/** How the image is looked at. One view serves every pane of every room, so that going from room to room keeps the place. */
export interface ViewSlice {
  readonly zoom: number | "fit";
  readonly center: readonly [x: number, y: number] | null;
  /** What "fit" comes to in the pane that was laid out last. */
  readonly fittedZoom: number;
  readonly plane: Plane;
  /** Row of the XZ plane and column of the YZ plane; the slice of the XY plane is part of the selection. */
  readonly cut: { readonly xz: number; readonly yz: number };
  /** Intensities shown as black and white; null for those the stack came with. */
  readonly window: readonly [low: number, high: number] | null;
  readonly overlay: { readonly mode: OverlayMode; readonly opacity: number };
  /** True while the key that hides the overlay is held. */
  readonly isOverlayHeld: boolean;
  readonly hiddenClasses: readonly number[];
  readonly hover: Hover | null;

  readonly setView: (view: Pick<ViewSlice, "zoom" | "center">) => void;
  /** Zooms by a factor, keeping the middle. */
  readonly magnify: (factor: number) => void;
  readonly setFittedZoom: (fittedZoom: number) => void;
  readonly setPlane: (plane: Plane) => void;
  /** Shows plane `index`, kept within the stack. */
  readonly goTo: (index: number) => void;
  readonly step: (by: number) => void;
  readonly setWindow: (window: ViewSlice["window"]) => void;
  readonly setOverlayMode: (mode: OverlayMode) => void;
  readonly setOverlayOpacity: (opacity: number) => void;
  readonly holdOverlay: (isHeld: boolean) => void;
  readonly toggleClass: (classIndex: number) => void;
  readonly setHover: (hover: Hover | null) => void;
}

export const createViewSlice = (): SliceCreator<ViewSlice> => (set, get) => ({
  zoom: "fit",
  center: null,
  fittedZoom: 1,
  plane: "xy",
  cut: { xz: 0, yz: 0 },
  window: null,
  overlay: { mode: "both", opacity: 0.5 },
  isOverlayHeld: false,
  hiddenClasses: [],
  hover: null,

  setView: (view) => set(view),
  magnify: (factor) =>
    set(({ zoom, fittedZoom }) => ({
      zoom: Math.min(MAX_ZOOM, Math.max(Math.min(fittedZoom, 1 / 16), (zoom === "fit" ? fittedZoom : zoom) * factor)),
    })),
  setFittedZoom: (fittedZoom) => set({ fittedZoom }),
  setPlane: (plane) => {
    get().forgetPainted();
    set({ plane, zoom: "fit", center: null, hover: null });
  },
  goTo(index) {
    const { plane, cut, data } = get();
    const kept = Math.min(planeCount(data?.image?.shape, plane) - 1, Math.max(0, Math.round(index)));
    if (plane === "xy") set({ slice: kept });
    else set({ cut: { ...cut, [plane]: kept } });
  },
  step: (by) => get().goTo(planeIndex(get()) + by),
  setWindow: (window) => set({ window }),
  setOverlayMode: (mode) => set(({ overlay }) => ({ overlay: { ...overlay, mode } })),
  setOverlayOpacity: (opacity) =>
    set(({ overlay }) => ({ overlay: { ...overlay, opacity: Math.min(1, Math.max(0, opacity)) } })),
  holdOverlay: (isOverlayHeld) => set({ isOverlayHeld }),
  toggleClass: (classIndex) =>
    set(({ hiddenClasses }) => ({
      hiddenClasses: hiddenClasses.includes(classIndex)
        ? hiddenClasses.filter((other) => other !== classIndex)
        : [...hiddenClasses, classIndex],
    })),
  setHover: (hover) => set({ hover }),
});

/** Which plane along its own axis is shown. */
export const planeIndex = ({
  plane,
  cut,
  slice,
}: Pick<ViewSlice, "plane" | "cut"> & { readonly slice: number }): number => (plane === "xy" ? slice : cut[plane]);

/** How many planes a stack has along the axis that the plane cuts. */
export function planeCount(shape: readonly [number, number, number] | undefined, plane: Plane): number {
  return shape ? planesAlong(shape, plane) : 1;
}

/** Twice as near as the whole plane, unless the user is nearer already. */
export const closeUp = (zoom: number | "fit", fittedZoom: number): number =>
  Math.max(zoom === "fit" ? 0 : zoom, fittedZoom * 2);

/** A place to centre on, moved so that no view that shows a share (0 … 1) of each side of an image goes over its border. */
export const insideOf = (
  [width, height]: readonly [width: number, height: number],
  [x, y]: readonly [x: number, y: number],
  share: number,
): readonly [x: number, y: number] => {
  const within = (at: number, size: number) => {
    const half = (Math.min(1, share) * size) / 2;
    return Math.min(size - half, Math.max(half, at));
  };
  return [within(x, width), within(y, height)];
};
