import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { PlanePoint } from "../../core/image/painting/planeMask.ts";
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

/** A pointer that paints. Places are in plane pixels; the middle of the first one is at (0.5, 0.5). */
export interface BrushHandlers {
  /** False while the pointer moves the plane instead. */
  readonly isOn: () => boolean;
  readonly onPress: (at: PlanePoint, isAlt: boolean) => void;
  /** All places since the last time, however few events the browser makes of them. */
  readonly onDrag: (path: readonly PlanePoint[]) => void;
  readonly onRelease: () => void;
  readonly onDouble: () => void;
  /** Null when the pointer left. */
  readonly onPoint: (at: PlanePoint | null) => void;
  /** Shift and the wheel, up is 1. */
  readonly onResize: (by: number) => void;
}

interface GestureInput extends SurfaceHandlers {
  readonly brush?: BrushHandlers | undefined;
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
  brush,
}: GestureInput) {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [isPanning, setPanning] = useState(false);

  const isBrushDown = useRef(false);

  useWheel(element, { geometry, onView, onStep, brush });

  useEffect(() => {
    if (geometry) onFit(fittingZoom(geometry));
  }, [geometry, onFit]);

  const attach = useCallback((next: HTMLDivElement | null) => {
    setElement(next);
    return () => setElement(null);
  }, []);

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!frame || !geometry) return;
    const place = placeOf(event.currentTarget, frame);
    const exact = place(event);
    const [x, y] = [Math.floor(exact.x), Math.floor(exact.y)];
    const isInside = x >= 0 && y >= 0 && x < geometry.plane.width && y < geometry.plane.height;
    onHover(isInside ? { x, y } : null);
    brush?.onPoint(exact);
    if (isBrushDown.current) {
      const all = event.nativeEvent.getCoalescedEvents();
      brush?.onDrag((all.length > 0 ? all : [event]).map(place));
      return;
    }
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    if (Math.abs(event.movementX) + Math.abs(event.movementY) > 0) setPanning(true);
    if (event.altKey && onShift)
      onShift([offset[0] + event.movementX / frame.scaleX, offset[1] + event.movementY / frame.scaleY]);
    else onView((view) => pannedBy(view, geometry, event.movementX, event.movementY));
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button > 1 || (event.target as Element).closest("button, input, [role=slider], [data-no-pan]")) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (brush?.isOn() && event.button === 0 && frame) {
      isBrushDown.current = true;
      brush.onPress(placeOf(event.currentTarget, frame)(event), event.altKey);
    } else onPress?.();
  };

  const onPointerUp = () => {
    setPanning(false);
    if (isBrushDown.current) brush?.onRelease();
    isBrushDown.current = false;
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
      onPointerUp,
      onPointerCancel: onPointerUp,
      onDoubleClick: () => brush?.onDouble(),
      onPointerLeave() {
        onHover(null);
        brush?.onPoint(null);
      },
      onKeyDown,
    },
  };
}

/** The place of a pointer on the plane. */
const placeOf = (surface: HTMLElement, frame: Frame) => {
  const { left, top } = surface.getBoundingClientRect();
  return ({ clientX, clientY }: Pick<MouseEvent, "clientX" | "clientY">): PlanePoint => {
    const [x, y] = toPlane(frame, clientX - left, clientY - top);
    return { x, y };
  };
};

/** Steps through slices, zooms with Ctrl, resizes a brush with Shift. React's own wheel listener is passive and could not keep the page from scrolling. */
function useWheel(
  element: HTMLDivElement | null,
  { geometry, onView, onStep, brush }: Pick<GestureInput, "geometry" | "onView" | "onStep" | "brush">,
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
      if (event.shiftKey && brush) {
        // Browsers turn a wheel with Shift sideways.
        brush.onResize(event.deltaX + event.deltaY > 0 ? -1 : 1);
        return;
      }
      turned += pixels;
      const steps = Math.trunc(turned / WHEEL_NOTCH);
      if (steps !== 0) onStep(steps > 0 ? 1 : -1);
      if (steps !== 0) turned = 0;
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [element, geometry, onView, onStep, brush]);
}

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
