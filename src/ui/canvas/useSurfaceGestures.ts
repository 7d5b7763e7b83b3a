import { useCallback, useEffect, useState, type KeyboardEvent, type PointerEvent } from "react";
import {
  fittingZoom,
  pannedBy,
  toPlane,
  zoomedAt,
  type Frame,
  type Geometry,
  type ViewPosition,
} from "./viewTransform.ts";

export interface SurfaceHandlers {
  readonly onView: (change: (view: ViewPosition) => ViewPosition) => void;
  readonly onStep: (by: number) => void;
  /** The zoom at which the whole plane just fits the pane. */
  readonly onFit: (zoom: number) => void;
  /** Plane pixel under the cursor, whole numbers; null when the cursor left. */
  readonly onHover: (at: { readonly x: number; readonly y: number } | null) => void;
  /** Alt-drag: the surface moves against the others. */
  readonly onShift?: (offset: readonly [x: number, y: number]) => void;
  /** A click that was not a drag. */
  readonly onPress?: () => void;
}

interface GestureInput extends SurfaceHandlers {
  readonly geometry: Geometry | null;
  readonly frame: Frame | null;
  readonly offset: readonly [x: number, y: number];
}

const WHEEL_NOTCH = 60;
const ARROW_PIXELS = 48;

/** Mouse, pen, touch and keyboard on an image surface. */
export function useSurfaceGestures({
  geometry,
  frame,
  offset,
  onView,
  onStep,
  onFit,
  onHover,
  onShift,
  onPress,
}: GestureInput) {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [isPanning, setPanning] = useState(false);

  useWheel(element, { geometry, onView, onStep });

  useEffect(() => {
    if (geometry) onFit(fittingZoom(geometry));
  }, [geometry, onFit]);

  const attach = useCallback((next: HTMLDivElement | null) => {
    setElement(next);
    return () => setElement(null);
  }, []);

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!frame || !geometry) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const [x, y] = toPlane(frame, event.clientX - left, event.clientY - top).map(Math.floor) as [number, number];
    const isInside = x >= 0 && y >= 0 && x < geometry.plane.width && y < geometry.plane.height;
    onHover(isInside ? { x, y } : null);
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    if (Math.abs(event.movementX) + Math.abs(event.movementY) > 0) setPanning(true);
    if (event.altKey && onShift)
      onShift([offset[0] + event.movementX / frame.scaleX, offset[1] + event.movementY / frame.scaleY]);
    else onView((view) => pannedBy(view, geometry, event.movementX, event.movementY));
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button > 1 || (event.target as Element).closest("button, input, [role=slider], [data-no-pan]")) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    onPress?.();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!geometry || event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = ARROWS[event.key];
    if (!move) return;
    event.preventDefault();
    onView((view) => pannedBy(view, geometry, move[0] * ARROW_PIXELS, move[1] * ARROW_PIXELS));
  };

  return {
    attach,
    isPanning,
    listeners: {
      onPointerMove,
      onPointerDown,
      onPointerUp: () => setPanning(false),
      onPointerCancel: () => setPanning(false),
      onPointerLeave: () => onHover(null),
      onKeyDown,
    },
  };
}

/** Steps through slices, zooms with Ctrl. React's own wheel listener is passive and could not keep the page from scrolling. */
function useWheel(
  element: HTMLDivElement | null,
  { geometry, onView, onStep }: Pick<GestureInput, "geometry" | "onView" | "onStep">,
): void {
  useEffect(() => {
    if (!element || !geometry) return undefined;
    let turned = 0;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * 40;
      if (event.ctrlKey || event.metaKey) {
        const { left, top } = element.getBoundingClientRect();
        onView((view) =>
          zoomedAt(view, geometry, 2 ** (-Math.max(-150, Math.min(150, pixels)) / 240), [
            event.clientX - left,
            event.clientY - top,
          ]),
        );
        return;
      }
      turned += pixels;
      const steps = Math.trunc(turned / WHEEL_NOTCH);
      if (steps !== 0) onStep(steps > 0 ? 1 : -1);
      if (steps !== 0) turned = 0;
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [element, geometry, onView, onStep]);
}

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
