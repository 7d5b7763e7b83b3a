import { chosenClass, isErasing } from "../../state/painting/chosenClass.ts";
import { CursorMark } from "../canvas/CursorMark.tsx";
import { toScreen, type Frame } from "../canvas/viewTransform.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { formatNumber } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import canvasClasses from "../canvas/canvas.module.css";

/** What the pointer would paint: a ring of the brush's size, or a cross, with its class or its size and greys beside it. */
export function BrushMark({ frame }: { readonly frame: Frame }) {
  const at = useStudio((state) => state.brushAt);
  const isPanHeld = useStudio((state) => state.isPanHeld);
  const tool = useStudio(({ paint }) => paint.tool);
  const size = useStudio(({ paint }) => paint.size);
  const greys = useStudio(({ paint }) => paint.greys);
  const isBall = useStudio(({ paint }) => paint.isBall);
  const isEraser = useStudio(isErasing);
  if (!at || isPanHeld) return null;
  if (tool !== "brush" && tool !== "eraser")
    return (
      <CursorMark at={{ x: at.x - 0.5, y: at.y - 0.5 }} frame={frame}>
        <ChosenClass />
      </CursorMark>
    );
  const [left, top] = toScreen(frame, at.x, at.y);
  const radius = Math.max(2, (size / 2) * frame.scaleX);
  const words = [isEraser && "erase", isBall && "3D", `${size} px`].filter(Boolean).join(", ");
  return (
    <div className={canvasClasses.cursor} style={{ left, top }} data-brush>
      <svg width={1} height={1} style={{ overflow: "visible", display: "block" }} aria-hidden>
        <circle r={radius} fill="none" stroke="#111" strokeWidth={3} />
        <circle r={radius} fill="none" stroke="#fff" strokeWidth={1.5} {...(isEraser && { strokeDasharray: "4 3" })} />
      </svg>
      <span className="tag" style={{ position: "absolute", left: radius + 8, top: Math.min(12, radius) }}>
        {!isEraser && <ChosenClass />} {words}
        {greys && `, grey ${formatNumber(greys[0])} to ${formatNumber(greys[1])}`}
      </span>
    </div>
  );
}

function ChosenClass() {
  const color = useStudio((state) => state.data?.mapping?.classes[chosenClass(state)]?.color ?? "none");
  return <ClassSwatch color={color} />;
}

/** The corners of a polygon that is being drawn. */
export function PolygonMark({ frame }: { readonly frame: Frame }) {
  const corners = useStudio((state) => state.corners);
  const at = useStudio((state) => state.brushAt);
  if (corners.length === 0) return null;
  const points = [...corners, ...(at ? [at] : [])].map(({ x, y }) => toScreen(frame, x, y).join()).join(" ");
  return (
    <svg className={canvasClasses.overlay} aria-hidden>
      <polygon points={points} fill="none" stroke="#111" strokeWidth={3} />
      <polygon points={points} fill="rgba(255, 255, 255, 0.15)" stroke="#fff" strokeWidth={1.5} strokeDasharray="5 3" />
    </svg>
  );
}
