import { useCallback, useMemo } from "react";
import type { Trial } from "../../core/study/trial.ts";
import { latestScores } from "../../core/study/trial.ts";
import type { TrialPoint } from "../../state/searchPlots.ts";
import { PlotCanvas, usePlotScale, type PlotScale } from "../charts/PlotCanvas.tsx";
import { MOST_ELEMENTS, type Brush } from "../charts/SlicedCanvas.tsx";
import { plural } from "../format.ts";
import { useStudio } from "../studioContext.ts";

/** How far from a point a click still means it, in pixels. */
const REACH = 9;

interface PointLook {
  readonly color: string;
  readonly radius: number;
  /** A cross for what has no score, hollow for what was pruned. */
  readonly shape: "full" | "hollow" | "cross";
  readonly isSelected: boolean;
}

/** Full for finished, hollow for pruned, a cross on the axis for what has no score, a ring when selected. */
function lookOf({ trial, isBest }: TrialPoint, selected: readonly number[]): PointLook {
  const isSelected = selected.includes(trial.id);
  const hasNone = latestScores(trial) === null;
  const plain = hasNone && trial.status !== "running" ? "var(--bad)" : isBest ? "var(--text)" : "var(--text-3)";
  return {
    color: isSelected ? "var(--accent)" : plain,
    radius: isBest ? 4 : 3,
    shape: hasNone ? "cross" : trial.status === "pruned" ? "hollow" : "full",
    isSelected,
  };
}

/** The points as numbers, with the labels of their trials. */
export const numbersOf = (points: readonly TrialPoint[]) =>
  points.map(({ trial, x, y }) => ({ trial: trial.label, status: trial.status, x, y }));

interface TrialPointsProps {
  readonly points: readonly TrialPoint[];
}

/** Trials in a chart; those of large studies on a canvas, where the table beside names them. */
export function TrialPoints({ points }: TrialPointsProps) {
  return points.length > MOST_ELEMENTS ? <ManyPoints points={points} /> : <FewPoints points={points} />;
}

function FewPoints({ points }: TrialPointsProps) {
  const scale = usePlotScale();
  const selected = useStudio((state) => state.trialIds);
  const selectTrial = useStudio((state) => state.selectTrial);
  if (!scale) return null;
  return points.map((point) => (
    <Point
      key={point.trial.id}
      trial={point.trial}
      look={lookOf(point, selected)}
      at={[scale.x(point.x), scale.y(point.y)]}
      onSelect={selectTrial}
    />
  ));
}

interface PointProps {
  readonly trial: Trial;
  readonly look: PointLook;
  readonly at: readonly [x: number, y: number];
  readonly onSelect: (id: number) => void;
}

function Point({ trial, look: { color, radius, shape, isSelected }, at: [x, y], onSelect }: PointProps) {
  return (
    <g
      role="button"
      aria-label={`Trial ${trial.label}`}
      onClick={() => onSelect(trial.id)}
      style={{ cursor: "pointer" }}
    >
      <circle cx={x} cy={y} r={REACH} fill="transparent" />
      {isSelected && <circle cx={x} cy={y} r={7} fill="none" stroke="var(--accent)" strokeWidth={1.5} />}
      {shape === "cross" ? (
        <path d={`M${x - 3} ${y - 3}l6 6m0 -6l-6 6`} stroke={color} strokeWidth={1.75} />
      ) : (
        <circle cx={x} cy={y} r={radius} fill={shape === "hollow" ? "var(--panel)" : color} stroke={color} />
      )}
    </g>
  );
}

/** Points drawn without a break. */
const BATCH = 200;

function ManyPoints({ points }: TrialPointsProps) {
  const selected = useStudio((state) => state.trialIds);
  const selectTrial = useStudio((state) => state.selectTrial);
  const drawn = useMemo(() => {
    const looks = points.map((point) => ({ point, look: lookOf(point, selected) }));
    const isStrong = ({ point, look }: (typeof looks)[number]) => look.isSelected || point.isBest;
    return [...looks.filter((one) => !isStrong(one)), ...looks.filter(isStrong)];
  }, [points, selected]);
  const draw = useCallback(
    function* (brush: Brush, scale: PlotScale) {
      for (const [index, { point, look }] of drawn.entries()) {
        drawPoint(brush, look, scale.x(point.x), scale.y(point.y));
        if (index % BATCH === BATCH - 1) yield undefined;
      }
    },
    [drawn],
  );
  const pick = useCallback(
    (x: number, y: number, scale: PlotScale) => {
      const nearest = nearestPoint(points, x, y, scale);
      return nearest && (() => selectTrial(nearest.trial.id));
    },
    [points, selectTrial],
  );
  return <PlotCanvas label={`${plural(points.length, "trial")}; the table names them`} draw={draw} pick={pick} />;
}

function drawPoint({ context, color }: Brush, look: PointLook, x: number, y: number): void {
  context.strokeStyle = context.fillStyle = color(look.color);
  context.beginPath();
  if (look.shape === "cross") {
    context.lineWidth = 1.75;
    context.moveTo(x - 3, y - 3);
    context.lineTo(x + 3, y + 3);
    context.moveTo(x + 3, y - 3);
    context.lineTo(x - 3, y + 3);
  } else {
    context.lineWidth = 1;
    context.arc(x, y, look.radius, 0, 2 * Math.PI);
    if (look.shape === "full") context.fill();
  }
  context.stroke();
  if (!look.isSelected) return;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  context.stroke();
}

/** The point next to a place, unless all are out of reach. */
function nearestPoint(points: readonly TrialPoint[], x: number, y: number, scale: PlotScale): TrialPoint | null {
  let nearest: TrialPoint | null = null;
  let distance = REACH;
  for (const point of points) {
    const away = Math.hypot(scale.x(point.x) - x, scale.y(point.y) - y);
    if (!(away < distance)) continue;
    distance = away;
    nearest = point;
  }
  return nearest;
}
