import { useCallback, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { headlineOf } from "../../catalog/metrics/index.ts";
import { headlineScore } from "../../core/judging/headline.ts";
import type { Trial } from "../../core/study/trial.ts";
import { isBaseline } from "../../core/study/architecture.ts";
import { hasEnded, latestScores, reasonText } from "../../core/study/trial.ts";
import type { TrialPoint } from "../../state/searchPlots.ts";
import { PlotCanvas, usePlotScale, type PlotScale } from "../charts/PlotCanvas.tsx";
import { MOST_ELEMENTS, type Brush } from "../charts/SlicedCanvas.tsx";
import { compact } from "../charts/bins.ts";
import { trialName } from "../../state/roomSummary.ts";
import { formatDuration, plural } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./search.module.css";

/** How far from a point a click still means it, in pixels. */
const REACH = 9;

interface PointLook {
  readonly color: string;
  readonly radius: number;
  /** A cross for what ended without a score, hollow for what was pruned or has none yet, a diamond for a baseline. */
  readonly shape: "full" | "hollow" | "cross" | "diamond";
  readonly isSelected: boolean;
}

/** A ring around what is selected; what trains is of the colour of work in progress. */
function lookOf({ trial, isBest }: TrialPoint, selected: readonly number[]): PointLook {
  const isSelected = selected.includes(trial.id);
  const shape = shapeOf(trial);
  const plain = shape === "cross" ? "var(--bad)" : isBest ? "var(--text)" : "var(--text-3)";
  return {
    color: isSelected || !hasEnded(trial) ? "var(--accent)" : plain,
    radius: isBest ? 4 : 3,
    shape,
    isSelected,
  };
}

function shapeOf(trial: Trial): PointLook["shape"] {
  if (latestScores(trial) === null) return hasEnded(trial) ? "cross" : "hollow";
  if (isBaseline(trial)) return "diamond";
  return trial.status === "pruned" ? "hollow" : "full";
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
  const [hovered, setHovered] = useState<Hovered | null>(null);
  if (!scale) return null;
  const at = ({ x, y }: TrialPoint) => [scale.x(x), scale.y(y)] as const;
  return (
    <>
      {points.map((point) => (
        <Point
          key={point.trial.id}
          trial={point.trial}
          look={lookOf(point, selected)}
          at={at(point)}
          onSelect={selectTrial}
          onHover={(at) => setHovered(at && { trial: point.trial, at })}
        />
      ))}
      {hovered && <PointCard {...hovered} />}
    </>
  );
}

interface Hovered {
  readonly trial: Trial;
  /** Of the pointer, in pixels of the window. */
  readonly at: readonly [x: number, y: number];
}

const CARD = { width: 164, beside: 14 };

/** What a point stands for, beside the pointer: above everything, as a plot has no room for it. */
function PointCard({ trial, at: [x, y] }: Hovered) {
  const study = useStudio((state) => state.study);
  const score = study && headlineScore(study, trial);
  const facts = [
    trial.cost && `${compact(trial.cost.parameters)} parameters`,
    trial.seconds > 0 && formatDuration(trial.seconds),
  ].filter(Boolean);
  const isRoomy = x + CARD.beside + CARD.width < window.innerWidth;
  return createPortal(
    <div
      className={`${classes.tip!} ${classes.card!}`}
      style={{
        left: isRoomy ? x + CARD.beside : x - CARD.beside - CARD.width,
        top: y + CARD.beside,
        width: CARD.width,
      }}
    >
      <b>{study ? trialName(study, trial.id) : trial.label}</b>
      <div>
        {study && typeof score === "number"
          ? `${headlineOf(study).shortLabel} ${score.toFixed(3)}`
          : reasonText(trial) || (hasEnded(trial) ? "no score" : "no score yet")}
      </div>
      <div className="t3">{facts.join(", ")}</div>
    </div>,
    document.body,
  );
}

interface PointProps {
  readonly trial: Trial;
  readonly look: PointLook;
  readonly at: readonly [x: number, y: number];
  readonly onSelect: (id: number) => void;
  readonly onHover: (at: readonly [x: number, y: number] | null) => void;
}

function Point({ trial, look: { color, radius, shape, isSelected }, at: [x, y], onSelect, onHover }: PointProps) {
  return (
    <g
      role="button"
      aria-label={`Trial ${trial.label}`}
      onClick={() => onSelect(trial.id)}
      onPointerEnter={({ clientX, clientY }) => onHover([clientX, clientY])}
      onPointerLeave={() => onHover(null)}
      style={{ cursor: "pointer" }}
    >
      <circle cx={x} cy={y} r={REACH} fill="transparent" />
      {isSelected && <circle cx={x} cy={y} r={7} fill="none" stroke="var(--accent)" strokeWidth={1.5} />}
      {shape === "cross" ? (
        <path d={`M${x - 3} ${y - 3}l6 6m0 -6l-6 6`} stroke={color} strokeWidth={1.75} />
      ) : shape === "diamond" ? (
        <path d={`M${x} ${y - 5}l5 5l-5 5l-5 -5z`} fill="var(--panel)" stroke={color} strokeWidth={1.5} />
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
  } else if (look.shape === "diamond") {
    context.lineWidth = 1.5;
    context.moveTo(x, y - 5);
    context.lineTo(x + 5, y);
    context.lineTo(x, y + 5);
    context.lineTo(x - 5, y);
    context.lineTo(x, y - 5);
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
