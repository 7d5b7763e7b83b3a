import { toScreen, type Frame } from "./viewTransform.ts";
import classes from "./canvas.module.css";

/** A box of a plane, in its pixels; `right` and `bottom` lie behind the last. */
export interface PlaneBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The corners of a place on the plane that is shown. */
export function CornerMark({ box, frame }: { readonly box: PlaneBox; readonly frame: Frame }) {
  const [[left, top], [right, bottom]] = [toScreen(frame, box.left, box.top), toScreen(frame, box.right, box.bottom)];
  const arm = Math.min(16, (right - left) / 4);
  const corner = (cx: number, cy: number, dx: number, dy: number) => `M${cx + dx * arm} ${cy}H${cx}V${cy + dy * arm}`;
  const path = [
    corner(left, top, 1, 1),
    corner(right, top, -1, 1),
    corner(left, bottom, 1, -1),
    corner(right, bottom, -1, -1),
  ].join("");
  return (
    <svg className={classes.overlay} aria-hidden>
      <path d={path} fill="none" stroke="#111" strokeWidth={4} />
      <path d={path} fill="none" stroke="#fff" strokeWidth={2} />
    </svg>
  );
}
