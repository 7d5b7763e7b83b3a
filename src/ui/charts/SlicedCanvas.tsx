import { useCallback, useEffect, useRef, type MouseEvent } from "react";

/** Beyond so many marks a plot is drawn on a canvas: each would be several elements of the page. */
export const MOST_ELEMENTS = 500;

/** Milliseconds of drawing before the page gets its turn. */
const SLICE_MS = 8;

/** What plots draw with: all that `svgContext` can write down. */
export type PlotContext = Pick<
  CanvasRenderingContext2D,
  | "strokeStyle"
  | "fillStyle"
  | "globalAlpha"
  | "lineWidth"
  | "setLineDash"
  | "beginPath"
  | "moveTo"
  | "lineTo"
  | "arc"
  | "fill"
  | "stroke"
>;

export interface Brush {
  readonly context: PlotContext;
  /** A colour of the theme, such as "var(--accent)", as it is now. */
  readonly color: (name: string) => string;
}

/** Draws marks; it yields wherever it may be interrupted. */
export type Drawing = (brush: Brush) => Generator<undefined, void>;

const drawings = new WeakMap<HTMLCanvasElement, Drawing>();

/** What is drawn on a canvas of a plot, to draw it elsewhere; undefined for one that is painted otherwise. */
export const drawingOn = (canvas: HTMLCanvasElement): Drawing | undefined => drawings.get(canvas);

/** Colours of the theme as they are now. */
export function themeColor(canvas: HTMLCanvasElement): Brush["color"] {
  const style = getComputedStyle(canvas);
  return (name) => (name.startsWith("var(") ? style.getPropertyValue(name.slice("var(".length, -1)).trim() : name);
}

interface SlicedCanvasProps {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly draw: Drawing;
  /** With the place in CSS pixels from the canvas' corner. */
  readonly onClick?: (x: number, y: number) => void;
  /** The same as the pointer moves; null when it leaves. Whether there is something to click on. */
  readonly onHover?: (place: readonly [x: number, y: number] | null) => boolean;
}

/** A canvas that draws any number of marks in slices, so that nothing waits for it. */
export function SlicedCanvas({ width, height, label, draw, onClick, onHover }: SlicedCanvasProps) {
  const host = useRef<HTMLCanvasElement>(null);
  const show = useSlicedDrawing(host);
  useEffect(() => {
    if (host.current) drawings.set(host.current, draw);
    show(draw, width, height);
  }, [show, draw, width, height]);
  const placeOf = ({ clientX, clientY, currentTarget }: MouseEvent): readonly [number, number] => {
    const { left, top } = currentTarget.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  return (
    <canvas
      ref={host}
      role="img"
      aria-label={label}
      style={{ width, height, display: "block" }}
      onClick={(event) => onClick?.(...placeOf(event))}
      onMouseMove={(event) => {
        const isOver = onHover?.(placeOf(event)) ?? false;
        event.currentTarget.style.cursor = isOver ? "pointer" : "";
      }}
      onMouseLeave={() => void onHover?.(null)}
    />
  );
}

interface Wanted {
  readonly draw: Drawing;
  readonly width: number;
  readonly height: number;
}

/** Draws aside and shows what is done; what is wanted meanwhile comes after it, the newest only. */
function useSlicedDrawing(host: { readonly current: HTMLCanvasElement | null }) {
  const wanted = useRef<Wanted | null>(null);
  const frame = useRef<number | null>(null);
  useEffect(
    () => () => {
      if (frame.current !== null) cancelAnimationFrame(frame.current);
      frame.current = null;
    },
    [],
  );
  return useCallback(
    (draw: Drawing, width: number, height: number) => {
      wanted.current = { draw, width, height };
      if (frame.current !== null) return;
      const begin = () => {
        const next = wanted.current;
        wanted.current = null;
        if (!next || !host.current) {
          frame.current = null;
          return;
        }
        const aside = asideOf(host.current, next);
        const steps = next.draw(aside.brush);
        const go = () => {
          const until = performance.now() + SLICE_MS;
          let isDone = false;
          while (!isDone && performance.now() < until) isDone = steps.next().done ?? false;
          if (isDone) aside.show();
          frame.current = requestAnimationFrame(isDone ? begin : go);
        };
        go();
      };
      frame.current = requestAnimationFrame(begin);
    },
    [host],
  );
}

/** A canvas beside the one that is seen. */
function asideOf(canvas: HTMLCanvasElement, { width, height }: Wanted) {
  const scale = window.devicePixelRatio;
  const [columns, rows] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const aside = new OffscreenCanvas(columns, rows);
  const context = aside.getContext("2d")! as unknown as CanvasRenderingContext2D;
  context.scale(scale, scale);
  return {
    brush: { context, color: themeColor(canvas) },
    show() {
      canvas.width = columns;
      canvas.height = rows;
      canvas.getContext("2d")!.drawImage(aside, 0, 0);
    },
  };
}
