import { MAX_ZOOM } from "../../state/viewSlice.ts";

/** Where a plane stands in its pane. Linked panes share it: the centre is in pixels of the plane, so panes of any size agree. */
export interface ViewPosition {
  /** Screen pixels per plane pixel across, or the largest that shows the whole plane. */
  readonly zoom: number | "fit";
  /** Plane pixel in the middle of the pane; null for the middle of the plane. */
  readonly center: readonly [x: number, y: number] | null;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** screen = left + x · scaleX, top + y · scaleY, in CSS pixels of the pane. */
export interface Frame {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly left: number;
  readonly top: number;
}

export const FITTED: ViewPosition = { zoom: "fit", center: null };
const MIN_ZOOM = 1 / 16;

/** `aspect` is the height of a plane pixel over its width: above 1 for XZ and YZ planes of thick sections. */
export interface Geometry {
  readonly pane: Size;
  readonly plane: Size;
  readonly aspect: number;
}

export function fittingZoom({ pane, plane, aspect }: Geometry): number {
  return Math.min(pane.width / plane.width, pane.height / (plane.height * aspect));
}

export function frameOf(
  view: ViewPosition,
  geometry: Geometry,
  offset: readonly [x: number, y: number] = [0, 0],
): Frame {
  const { pane, plane, aspect } = geometry;
  const scaleX = view.zoom === "fit" ? fittingZoom(geometry) : view.zoom;
  const scaleY = scaleX * aspect;
  const [x, y] = view.zoom === "fit" || !view.center ? [plane.width / 2, plane.height / 2] : view.center;
  return {
    scaleX,
    scaleY,
    left: pane.width / 2 - (x - offset[0]) * scaleX,
    top: pane.height / 2 - (y - offset[1]) * scaleY,
  };
}

export const toPlane = (frame: Frame, x: number, y: number): readonly [x: number, y: number] => [
  (x - frame.left) / frame.scaleX,
  (y - frame.top) / frame.scaleY,
];
export const toScreen = (frame: Frame, x: number, y: number): readonly [x: number, y: number] => [
  frame.left + x * frame.scaleX,
  frame.top + y * frame.scaleY,
];

/** Zooms by a factor so that what is under `at` (screen pixels of the pane) stays under it. */
export function zoomedAt(
  view: ViewPosition,
  geometry: Geometry,
  factor: number,
  at: readonly [x: number, y: number],
): ViewPosition {
  const frame = frameOf(view, geometry);
  const zoom = Math.min(MAX_ZOOM, Math.max(Math.min(MIN_ZOOM, fittingZoom(geometry)), frame.scaleX * factor));
  const [x, y] = toPlane(frame, at[0], at[1]);
  const { pane, aspect } = geometry;
  return withinPlane(
    { zoom, center: [x + (pane.width / 2 - at[0]) / zoom, y + (pane.height / 2 - at[1]) / (zoom * aspect)] },
    geometry,
  );
}

/** Moves the picture by screen pixels. */
export function pannedBy(view: ViewPosition, geometry: Geometry, dx: number, dy: number): ViewPosition {
  const frame = frameOf(view, geometry);
  const { pane } = geometry;
  return withinPlane(
    { zoom: frame.scaleX, center: toPlane(frame, pane.width / 2 - dx, pane.height / 2 - dy) },
    geometry,
  );
}

/** The same zoom with a plane pixel in the middle. */
export function centeredOn(view: ViewPosition, geometry: Geometry, at: readonly [x: number, y: number]): ViewPosition {
  return withinPlane({ zoom: frameOf(view, geometry).scaleX, center: at }, geometry);
}

/** Keeps some of the plane in sight. */
function withinPlane(view: ViewPosition, { plane }: Geometry): ViewPosition {
  const [x, y] = view.center ?? [plane.width / 2, plane.height / 2];
  return { ...view, center: [Math.min(plane.width, Math.max(0, x)), Math.min(plane.height, Math.max(0, y))] };
}
