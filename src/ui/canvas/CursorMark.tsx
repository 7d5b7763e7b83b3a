import type { ReactNode } from "react";
import { toScreen, type Frame } from "./viewTransform.ts";
import classes from "./canvas.module.css";

const CROSS = "M-14 0H-4M4 0H14M0 -14V-4M0 4V14";

/** A small cross on a plane pixel, white on black so that it stands out on any grey, with a tag beside it. */
export function CursorMark({
  at,
  frame,
  children,
}: {
  readonly at: { readonly x: number; readonly y: number };
  readonly frame: Frame;
  readonly children?: ReactNode;
}) {
  const [left, top] = toScreen(frame, at.x + 0.5, at.y + 0.5);
  return (
    <div className={classes.cursor} style={{ left, top }}>
      <svg width={1} height={1} style={{ overflow: "visible", display: "block" }} aria-hidden>
        <path d={CROSS} stroke="#fff" strokeWidth={3.5} />
        <path d={CROSS} stroke="#111" strokeWidth={1.5} />
      </svg>
      {children && (
        <span className="tag" style={{ position: "absolute", left: 14, top: 12 }}>
          {children}
        </span>
      )}
    </div>
  );
}
