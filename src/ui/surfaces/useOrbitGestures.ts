import { useEffect, useState, type PointerEvent } from "react";
import { useStudioStore } from "../studioContext.ts";

/** Radians that a pixel turns. */
const PER_PIXEL = 0.008;

/** Dragging turns, dragging with Shift or another button moves, the wheel zooms. */
export function useOrbitGestures() {
  const store = useStudioStore();
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  // React's own wheel listener is passive and could not keep the page from scrolling.
  useEffect(() => {
    if (!element) return undefined;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * 40;
      store.getState().magnifyOrbit(2 ** (-Math.max(-150, Math.min(150, pixels)) / 300));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [element, store]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if ((event.target as Element).closest("button")) return;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { turnOrbit, moveOrbit } = store.getState();
    const height = event.currentTarget.clientHeight;
    if (event.shiftKey || event.buttons > 1) moveOrbit(event.movementX / height, event.movementY / height);
    else turnOrbit(-event.movementX * PER_PIXEL, event.movementY * PER_PIXEL);
  };
  return {
    attach: setElement,
    listeners: {
      onPointerDown,
      onPointerMove,
      onContextMenu: (event: { preventDefault(): void }) => event.preventDefault(),
    },
  };
}
