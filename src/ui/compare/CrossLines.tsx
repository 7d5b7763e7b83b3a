import { toScreen, type Frame, type Size } from "../canvas/viewTransform.ts";
import { useStudio } from "../studioContext.ts";
import classes from "../canvas/canvas.module.css";

const GAP = 9;

/** The cursor of one pane as lines in all of them. */
export function CrossLines({ frame, pane }: { readonly frame: Frame; readonly pane: Size }) {
  const hover = useStudio((state) => state.hover);
  if (!hover) return null;
  const [x, y] = toScreen(frame, hover.x + 0.5, hover.y + 0.5);
  const path = `M0 ${y}H${x - GAP}M${x + GAP} ${y}H${pane.width}M${x} 0V${y - GAP}M${x} ${y + GAP}V${pane.height}`;
  return (
    <svg className={classes.overlay} aria-hidden>
      <path d={path} stroke="#000" strokeOpacity={0.55} strokeWidth={2.5} />
      <path d={path} stroke="#fff" strokeOpacity={0.85} />
    </svg>
  );
}
