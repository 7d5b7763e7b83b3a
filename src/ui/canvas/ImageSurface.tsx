import { useCallback, useMemo, type ReactNode } from "react";
import { useSize } from "../controls/useSize.ts";
import { useSurfaceGestures, type BrushHandlers, type SurfaceHandlers } from "./useSurfaceGestures.ts";
import { frameOf, type Frame, type Size, type ViewPosition } from "./viewTransform.ts";
import classes from "./canvas.module.css";

interface ImageSurfaceProps extends SurfaceHandlers {
  /** What the pointer paints with; without it, it moves the plane. */
  readonly brush?: BrushHandlers | undefined;
  /** What is seen, for those who cannot see it. */
  readonly label: string;
  readonly plane: Size;
  readonly aspect: number;
  readonly view: ViewPosition;
  /** Plane pixels by which this surface is shifted against the view. */
  readonly offset?: readonly [x: number, y: number];
  readonly children: (frame: Frame, pane: Size) => ReactNode;
}

const CENTERED = [0, 0] as const;

/** A pane on a plane of the stack: wheel steps through slices, Ctrl+wheel zooms, dragging and arrows pan. Its content is drawn by `children`. */
export function ImageSurface({
  label,
  plane,
  aspect,
  view,
  offset = CENTERED,
  children,
  ...handlers
}: ImageSurfaceProps) {
  const [measure, pane] = useSize();
  const geometry = useMemo(() => (pane ? { pane, plane, aspect } : null), [pane, plane, aspect]);
  const frame = useMemo(() => geometry && frameOf(view, geometry, offset), [view, geometry, offset]);
  const { attach, isPanning, listeners } = useSurfaceGestures({ geometry, frame, offset, ...handlers });
  const ref = useCallback(
    (element: HTMLDivElement | null) => {
      const detach = [attach(element), measure(element)];
      return () => detach.forEach((stop) => stop?.());
    },
    [attach, measure],
  );
  return (
    <div
      ref={ref}
      className={classes.surface}
      data-panning={isPanning || undefined}
      role="application"
      aria-label={label}
      aria-roledescription="image viewer"
      tabIndex={0}
      data-own-arrows
      {...listeners}
    >
      {frame && pane && children(frame, pane)}
    </div>
  );
}
