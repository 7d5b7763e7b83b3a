import { comparablePoints, sharesText, type ComparablePoints } from "../../core/judging/comparablePoints.ts";
import { headlineMetric, headlineScore } from "../../core/judging/headline.ts";
import { valueOf, type MetricId } from "../../core/judging/scores.ts";
import { isBaseline, roleOf } from "../../core/study/architecture.ts";
import { bestTrial } from "../../core/study/ranking.ts";
import type { Study } from "../../core/study/study.ts";
import type { CurvePoint, Trial } from "../../core/study/trial.ts";
import { escaped } from "./html.ts";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [900, 260, 44, 110, 24, 28];

type Place = readonly [x: number, y: number];

interface Axes {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly drawn: string;
}

const rounded = (value: number): string => String(Math.round(value * 10) / 10);
const nameOf = (trial: Trial): string => roleOf(trial.architecture).name(trial.label);

interface AxisRange {
  readonly from: number;
  readonly to: number;
  /** Of what is written at a tick. */
  readonly text: (value: number) => string;
  readonly isLog?: boolean;
}

/** Grid lines with their numbers: five across, four up. */
function axesOf(across: AxisRange, up: AxisRange): Axes {
  const along = ({ from, to, isLog = false }: AxisRange, begin: number, end: number) => {
    const of = isLog ? Math.log10 : (value: number) => value;
    const span = of(to) - of(from) || 1;
    return (value: number) => begin + ((of(value) - of(from)) / span) * (end - begin);
  };
  const x = along(across, LEFT, WIDTH - RIGHT);
  const y = along(up, HEIGHT - BOTTOM, TOP);
  const ticks = ({ from, to, isLog = false }: AxisRange, count: number) =>
    Array.from({ length: count + 1 }, (_, index) =>
      isLog ? from * (to / from) ** (index / count) : from + ((to - from) * index) / count,
    );
  const columns = ticks(across, 4).map(
    (value) =>
      `<text x="${rounded(x(value))}" y="${HEIGHT - 8}" text-anchor="middle">${escaped(across.text(value))}</text>`,
  );
  const rows = ticks(up, 4).map(
    (value) =>
      `<path d="M${LEFT} ${rounded(y(value))}H${WIDTH - RIGHT}" stroke="var(--line)"/><text x="${LEFT - 6}" y="${rounded(y(value) + 4)}" text-anchor="end">${escaped(up.text(value))}</text>`,
  );
  return { x, y, drawn: [...columns, ...rows].join("\n") };
}

const svgOf = (label: string, inner: string): string =>
  `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(label)}" xmlns="http://www.w3.org/2000/svg">\n${inner}\n</svg>`;

const colorOf = (trial: Trial, best: Trial | null): string => {
  if (trial.id === best?.id) return "var(--best)";
  return isBaseline(trial) ? "currentColor" : "var(--soft)";
};

const lookOf = (trial: Trial, best: Trial | null): string => {
  const stroke = `stroke="${colorOf(trial, best)}"`;
  if (trial.id === best?.id) return `${stroke} stroke-width="2"`;
  return `${stroke} ${isBaseline(trial) ? 'stroke-width="1.5" stroke-dasharray="5 3"' : 'stroke-opacity="0.6"'}`;
};

const scoreRange = (scores: readonly number[]): AxisRange => ({
  from: Math.min(...scores),
  to: Math.max(...scores),
  text: (value) => value.toFixed(2),
});

/** Scores of a training, those of a part of the validation slices apart from those of all. */
function placesOf({ curve }: Trial, metric: MetricId): ComparablePoints<Place> {
  const { line, dots } = comparablePoints(curve);
  const placed = (points: readonly CurvePoint[]) =>
    points.flatMap(({ step, scores }): Place[] => {
      const value = valueOf(scores, metric);
      return value === null ? [] : [[step, value]];
    });
  return { line: placed(line), dots: placed(dots) };
}

/** Validation scores of every training over its steps; null before two were measured. */
export function curvesSvg(study: Study, label: string): string | null {
  const metric = headlineMetric(study);
  const curves = study.trials.map((trial) => ({
    trial,
    ...placesOf(trial, metric),
  }));
  const all = curves.flatMap(({ line, dots }) => [...line, ...dots]);
  if (all.length < 2) return null;
  const best = bestTrial(study);
  const last = Math.max(...all.map(([step]) => step));
  const { x, y, drawn } = axesOf(
    { from: 0, to: last, text: (value) => `${Math.round(value)}${value === last ? " steps" : ""}` },
    scoreRange(all.map(([, value]) => value)),
  );
  const lines = curves
    .filter(({ line }) => line.length > 0)
    .map(({ trial, line, dots }) => {
      const points = line.map(([step, value]) => `${rounded(x(step))},${rounded(y(value))}`).join(" ");
      const [endStep, end] = dots.at(-1) ?? line.at(-1)!;
      const whole = dots.map(
        ([step, value]) =>
          `<circle cx="${rounded(x(step))}" cy="${rounded(y(value))}" r="2.5" fill="${colorOf(trial, best)}"/>`,
      );
      const isNamed = trial.id === best?.id || isBaseline(trial);
      return `<polyline points="${points}" fill="none" ${lookOf(trial, best)}><title>${escaped(nameOf(trial))}</title></polyline>${whole.join("")}${
        isNamed
          ? `<text x="${rounded(x(endStep) + 6)}" y="${rounded(y(end) + 4)}">${escaped(nameOf(trial))}</text>`
          : ""
      }`;
    });
  const shares = sharesText(study.trials.flatMap(({ curve }) => curve));
  const words = shares === null ? "" : `<text x="${LEFT}" y="14">${escaped(shares)}</text>\n`;
  return svgOf(`Validation ${label} over steps`, `${words}${drawn}\n${lines.join("\n")}`);
}

/** Score against parameters, with those that nothing smaller beats as steps; null for fewer than two networks. */
export function frontSvg(study: Study, label: string): string | null {
  const points = study.trials
    .flatMap((trial) => {
      const score = trial.status === "finished" ? headlineScore(study, trial) : null;
      return score === null || !trial.cost ? [] : [{ trial, score, cost: Math.max(1, trial.cost.parameters) }];
    })
    .toSorted((one, other) => one.cost - other.cost || other.score - one.score);
  if (points.length < 2) return null;
  const { x, y, drawn } = axesOf(
    {
      from: points[0]!.cost,
      to: points.at(-1)!.cost,
      isLog: true,
      text: (value) => Math.round(value).toLocaleString("en").replaceAll(",", " "),
    },
    scoreRange(points.map(({ score }) => score)),
  );
  const front = points.filter(({ score }, index) => points.slice(0, index).every((before) => before.score < score));
  const steps = front.map(
    ({ score, cost }, index) =>
      `${index === 0 ? "M" : "H"}${rounded(x(cost))}${index === 0 ? ` ${rounded(y(score))}` : `V${rounded(y(score))}`}`,
  );
  const dots = points.map(
    ({ trial, score, cost }) =>
      `<circle cx="${rounded(x(cost))}" cy="${rounded(y(score))}" r="4" fill="${isBaseline(trial) ? "none" : "currentColor"}" stroke="currentColor"><title>${escaped(`${nameOf(trial)}: ${score.toFixed(3)}`)}</title></circle>`,
  );
  const names = front.map(
    ({ trial, score, cost }) =>
      `<text x="${rounded(x(cost) + 7)}" y="${rounded(y(score) - 6)}">${escaped(nameOf(trial))}</text>`,
  );
  return svgOf(
    `${label} against parameters`,
    [drawn, `<path d="${steps.join("")}H${WIDTH - RIGHT}" fill="none" stroke="var(--best)"/>`, ...dots, ...names].join(
      "\n",
    ),
  );
}
