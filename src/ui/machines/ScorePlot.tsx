import { PlotFrame } from "../charts/PlotFrame.tsx";
import { useSize, type ElementSize } from "../controls/useSize.ts";
import type { Placed } from "./standings.ts";
import classes from "./machines.module.css";

interface ScorePlotProps {
  readonly name: string;
  readonly points: readonly Placed[];
  /** Joined by a staircase. */
  readonly front: readonly Placed[];
  readonly xScale: "log" | "linear";
  readonly xText: (x: number) => string;
  readonly baseline: number | null;
  /** Name of the machine whose networks stand out. */
  readonly highlighted: string | null;
  /** Size of letters in pixels: larger on a wall. */
  readonly letters: number;
}

/** Scores of networks against their size or their time, with the best of them joined. */
export function ScorePlot({ name, ...plot }: ScorePlotProps) {
  const [ref, size] = useSize();
  if (plot.points.length === 0) return <p className="t2">A point appears with the first finished network.</p>;
  const numbers = () =>
    plot.points.map(({ x, y, trial }) => ({ network: trial.label, x, score: y, machine: trial.machine ?? "" }));
  return (
    <div className={classes.plot}>
      <PlotFrame name={name} numbers={numbers}>
        <div ref={ref} className={classes.plotRoom}>
          {size && <Drawing name={name} size={size} {...plot} />}
        </div>
      </PlotFrame>
    </div>
  );
}

function Drawing({ size, ...plot }: ScorePlotProps & { readonly size: ElementSize }) {
  const { name, points, front, baseline, highlighted, letters, xText } = plot;
  const { x, y, xTicks, yTicks, right, bottom } = scalesOf(plot, size);
  const last = front.at(-1);
  const stairs = front.map(
    (point, index) => `${index === 0 ? "M" : "H"}${x(point.x)}${index === 0 ? " " : "V"}${y(point.y)}`,
  );
  return (
    <svg width={size.width} height={size.height} role="img" aria-label={`${name}, ${points.length} networks`}>
      <g fontSize={letters} fill="var(--text-3)">
        {yTicks.map((value) => (
          <g key={value}>
            <line x1={x.from} x2={right} y1={y(value)} y2={y(value)} stroke="var(--grid)" />
            <text x={x.from - 8} y={y(value)} textAnchor="end" dominantBaseline="middle">
              {value}
            </text>
          </g>
        ))}
        {xTicks.map((value) => (
          <text key={value} x={x(value)} y={bottom + letters * 1.5} textAnchor="middle">
            {xText(value)}
          </text>
        ))}
        <line x1={x.from} x2={right} y1={bottom} y2={bottom} stroke="var(--line-2)" />
        {baseline !== null && (
          <>
            <line
              x1={x.from}
              x2={right}
              y1={y(baseline)}
              y2={y(baseline)}
              stroke="var(--text-3)"
              strokeDasharray="4 3"
            />
            <text x={right} y={y(baseline) - 4} textAnchor="end" fill="var(--text-2)">
              baseline
            </text>
          </>
        )}
      </g>
      {last && <path d={`${stairs.join("")}H${right}`} fill="none" stroke="var(--text)" strokeWidth={2} />}
      {points.map((point) => (
        <circle
          key={point.trial.id}
          cx={x(point.x)}
          cy={y(point.y)}
          r={front.includes(point) ? letters / 3 : letters / 4}
          fill={
            point === last || isOf(point, highlighted)
              ? "var(--accent)"
              : front.includes(point)
                ? "var(--text)"
                : "var(--text-3)"
          }
        >
          <title>{`${point.trial.label}: ${point.y.toFixed(3)}${point.trial.machine === null ? "" : `, ${point.trial.machine}`}`}</title>
        </circle>
      ))}
      {last && (
        <text
          x={Math.min(x(last.x), right - 4 * letters)}
          y={y(last.y) - letters}
          textAnchor="middle"
          fontSize={letters * 1.1}
          fontWeight={600}
          fill="var(--accent)"
        >
          {`${last.trial.machine ?? last.trial.label} ${last.y.toFixed(3)}`}
        </text>
      )}
    </svg>
  );
}

const isOf = ({ trial }: Placed, machine: string | null) => machine !== null && trial.machine === machine;

function scalesOf({ points, baseline, xScale, letters }: Omit<ScorePlotProps, "name">, size: ElementSize) {
  const [left, right, top, bottom] = [letters * 3.4, size.width - 8, letters * 2.2, size.height - letters * 2.2];
  const along = xScale === "log" ? Math.log10 : (value: number) => value;
  const xs = points.map(({ x }) => along(x));
  const ys = [...points.map(({ y }) => y), ...(baseline === null ? [] : [baseline])];
  const [lowX, highX] = xs.length > 0 ? widened(Math.min(...xs), Math.max(...xs)) : [0, 1];
  const [lowY, highY] = ys.length > 0 ? widened(Math.min(...ys), Math.max(...ys)) : [0, 1];
  const x = (value: number) => left + ((along(value) - lowX) / (highX - lowX)) * (right - left);
  const y = (value: number) => bottom - ((value - lowY) / (highY - lowY)) * (bottom - top);
  const thirds = [0.15, 0.5, 0.85].map((share) => lowX + share * (highX - lowX));
  return {
    ...{ right, bottom, y },
    x: Object.assign(x, { from: left }),
    xTicks: points.length === 0 ? [] : thirds.map((at) => (xScale === "log" ? 10 ** at : at)),
    yTicks: ticksOf(lowY, highY),
  };
}

function widened(low: number, high: number): readonly [number, number] {
  const margin = Math.max((high - low) * 0.06, 0.01);
  return [low - margin, high + margin];
}

/** Three to six round numbers. */
function ticksOf(low: number, high: number): readonly number[] {
  const rough = (high - low) / 4;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * ten).find((one) => one >= rough)!;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(6)),
  );
}
