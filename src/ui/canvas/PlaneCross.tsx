import { toScreen, type Frame, type Size } from "./viewTransform.ts";
import classes from "./canvas.module.css";

const GAP = 9;

/** Lines through a plane pixel, white on black so that they stand out on any grey, open around the pixel itself. */
export function PlaneCross({
  at,
  frame,
  pane,
}: {
  readonly at: { readonly x: number; readonly y: number };
  readonly frame: Frame;
  readonly pane: Size;
}) {
  const [x, y] = toScreen(frame, at.x + 0.5, at.y + 0.5);
  const path = `M0 ${y}H${x - GAP}M${x + GAP} ${y}H${pane.width}M${x} 0V${y - GAP}M${x} ${y + GAP}V${pane.height}`;
  return (
    <svg className={classes.overlay} aria-hidden>
      <path d={path} stroke="#000" strokeOpacity={0.55} strokeWidth={2.5} />
      <path d={path} stroke="#fff" strokeOpacity={0.85} />
    </svg>
  );
}
