import { ChevronsLeftRight } from "lucide-react";
import type { KeyboardEvent, PointerEvent } from "react";
import { useStudio } from "../studioContext.ts";
import classes from "./compare.module.css";

/** The edge between two predictions in one pane: dragged, moved by arrows, centred by a double click. */
export function Curtain({ left, right }: { readonly left: string; readonly right: string }) {
  const curtain = useStudio((state) => state.curtain);
  const setCurtain = useStudio((state) => state.setCurtain);
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement!.getBoundingClientRect();
    setCurtain((event.clientX - box.left) / box.width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 0.1 : 0.01;
    const to = { ArrowLeft: curtain - step, ArrowRight: curtain + step, Home: 0, End: 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setCurtain(to);
  };
  return (
    <div
      className={classes.curtain}
      style={{ left: `${curtain * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={`Curtain between ${left} and ${right}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(curtain * 100)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onDoubleClick={() => setCurtain(0.5)}
    >
      <i>
        <ChevronsLeftRight aria-hidden />
      </i>
    </div>
  );
}
