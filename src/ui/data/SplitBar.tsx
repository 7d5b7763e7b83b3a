import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { lengthOf, type Part, type Split } from "../../core/image/dataset.ts";
import { edgePlace, moveEdge, SPLIT_EDGES, type SplitEdge } from "../../core/image/splitEdges.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./data.module.css";

interface SplitBarProps {
  readonly split: Split;
  readonly gap: number;
  readonly length: number;
  /** An edge was dragged to a place, or moved by so many with the arrows. */
  readonly onMove: (edge: SplitEdge, move: { readonly to: number } | { readonly by: number }) => void;
  readonly children: ReactNode;
}

const BLOCKS: readonly { readonly part: Part; readonly name: string }[] = [
  { part: "train", name: "Train" },
  { part: "validation", name: "Validate" },
  { part: "test", name: "Test" },
];
const EDGE_NAMES: Readonly<Record<SplitEdge, string>> = {
  trainEnd: "End of training",
  validationStart: "Start of validation",
  validationEnd: "End of validation",
  testStart: "Start of test",
};

/** The parts to scale. Edges are dragged, or moved by arrows; one drag is one change. */
export function SplitBar({ split, gap, length, onMove, children }: SplitBarProps) {
  const [dragged, setDragged] = useState<{ readonly edge: SplitEdge; readonly to: number } | null>(null);
  const shown = dragged ? moveEdge(split, gap, length, dragged.edge, dragged.to) : split;
  const percent = (at: number) => `${(at / length) * 100}%`;
  const finish = () => {
    if (dragged) onMove(dragged.edge, { to: dragged.to });
    setDragged(null);
  };
  const drag = (edge: SplitEdge) => (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement!.getBoundingClientRect();
    setDragged({ edge, to: ((event.clientX - box.left) / box.width) * length });
  };
  const press = (edge: SplitEdge) => (event: KeyboardEvent) => {
    const factor = event.shiftKey ? 10 : 1;
    const move = {
      ArrowLeft: { by: -factor },
      ArrowDown: { by: -factor },
      ArrowRight: { by: factor },
      ArrowUp: { by: factor },
      Home: { to: 0 },
      End: { to: length },
    }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    onMove(edge, move);
  };
  return (
    <div className={classes.bar}>
      <div style={{ position: "relative", height: 48 }}>
        <span className={classes.barLabel} style={{ top: 21 }}>
          Blocks
        </span>
        <div className={classes.gapHatch} />
        {BLOCKS.map(({ part, name }) => {
          const range = shown[part];
          const size = lengthOf(range);
          if (size === 0) return null;
          return (
            <div
              key={part}
              className={classes.block}
              data-part={part}
              style={{ left: percent(range.from), width: percent(size) }}
            >
              {size > 1 && size / length > 0.15
                ? `${name} ${range.from} to ${range.to - 1}`
                : `${name} ${size === 1 ? range.from : size}`}
            </div>
          );
        })}
        {SPLIT_EDGES.map((edge) => (
          <div
            key={edge}
            className={classes.edge}
            style={{ left: percent(edgePlace(shown, edge)) }}
            role="slider"
            tabIndex={0}
            aria-label={EDGE_NAMES[edge]}
            aria-valuemin={0}
            aria-valuemax={length}
            aria-valuenow={edgePlace(shown, edge)}
            onKeyDown={press(edge)}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag(edge)}
            onPointerUp={finish}
          />
        ))}
      </div>
      {children}
      {split.axis === "slices" && <Playhead length={length} />}
    </div>
  );
}

/** Where the shown slice lies. */
function Playhead({ length }: { readonly length: number }) {
  const slice = useStudio((state) => state.slice);
  return <div className={classes.playhead} style={{ left: `${((slice + 0.5) / length) * 100}%`, bottom: 18 }} />;
}
