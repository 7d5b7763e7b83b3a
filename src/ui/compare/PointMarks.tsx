import { toScreen, type Frame } from "../canvas/viewTransform.ts";
import { useStudio } from "../studioContext.ts";
import canvasClasses from "../canvas/canvas.module.css";
import classes from "./compare.module.css";

const NO_POINTS: readonly never[] = [];
const ARROW = 26;

/** Numbered arrows of the points on this slice, of the same size at any zoom. */
export function PointMarks({ frame }: { readonly frame: Frame }) {
  const points = useStudio(({ study }) => study?.points ?? NO_POINTS);
  const slice = useStudio((state) => state.slice);
  const pointId = useStudio((state) => state.pointId);
  const selectPoint = useStudio((state) => state.selectPoint);
  const shown = points
    .filter(({ at }) => at[0] === slice)
    .map((point) => ({ ...point, place: toScreen(frame, point.at[2] + 0.5, point.at[1] + 0.5) }));
  return (
    <>
      <svg className={canvasClasses.overlay} aria-hidden>
        {shown.map(({ id, place: [x, y] }) => {
          const path = `M${x - ARROW} ${y - ARROW}L${x - 4} ${y - 4}m-8 -1l8 1l-1 -8`;
          return (
            <g key={id} fill="none">
              <path d={path} stroke="#111" strokeWidth={4} />
              <path d={path} stroke="#fff" strokeWidth={2} />
            </g>
          );
        })}
      </svg>
      {shown.map(({ id, note, place: [x, y] }) => (
        <button
          key={id}
          type="button"
          className={classes.point}
          data-chosen={id === pointId || undefined}
          style={{ left: x - ARROW - 5, top: y - ARROW - 5 }}
          aria-label={`Point ${id}: ${note}`}
          onClick={() => selectPoint(id)}
        >
          <span className={classes.disc}>{id}</span>
        </button>
      ))}
    </>
  );
}
