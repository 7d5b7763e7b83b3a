import { useSize } from "../controls/useSize.ts";
import { binned } from "./bins.ts";
import { PlotFrame } from "./PlotFrame.tsx";
import classes from "./charts.module.css";

interface HistogramProps {
  readonly title: string;
  /** Such as "median 240 k". */
  readonly summary: string;
  readonly values: readonly number[];
  /** The same before the edit in hand, drawn as an outline. */
  readonly before: readonly number[] | null;
  readonly range: readonly [low: number, high: number];
  readonly format: (value: number) => string;
  /** Values from here on are hatched. */
  readonly cap?: number;
}

const BINS = 28;
const TOP = 22;
const BOTTOM = 18;
/** What the frame's button takes of the head. */
const TOOLS = 26;

/** A distribution on a logarithmic axis, with its ghost and a cap. */
export function Histogram({ title, summary, values, before, range, format, cap }: HistogramProps) {
  const [ref, size] = useSize();
  const [width, height] = [size?.width ?? 300, size?.height ?? 110];
  const [low, high] = range.map(Math.log10) as [number, number];
  const x = (value: number) => ((Math.log10(Math.max(value, 1e-12)) - low) / (high - low)) * width;
  const now = binned(values, range, BINS);
  const ghost = before && binned(before, range, BINS);
  const most = Math.max(1, ...now, ...(ghost ?? []));
  const y = (count: number) => TOP + (1 - count / most) * (height - TOP - BOTTOM);
  const step = width / BINS;
  const floor = y(0);
  const ghostPath = ghost
    ?.map((count, bin) => `${bin === 0 ? `M0 ${y(count)}` : `V${y(count)}`}H${(bin + 1) * step}`)
    .join("");
  const ticks = decades(range);
  return (
    <figure className={classes.histogram} ref={ref} aria-label={`${title}: ${summary}`}>
      <PlotFrame name={title} numbers={() => binRows(range, now, ghost)}>
        <svg role="img" aria-hidden>
          <text className={classes.title} x={0} y={12}>
            {title}
          </text>
          <text className={classes.summary} x={width - TOOLS} y={12} textAnchor="end">
            {summary}
          </text>
          {now.map(
            (count, bin) =>
              count > 0 && (
                <rect
                  key={bin}
                  x={bin * step + 0.5}
                  y={y(count)}
                  width={Math.max(1, step - 1)}
                  height={floor - y(count)}
                  fill={isOver(bin, range, cap) ? "url(#over-cap)" : "var(--text-3)"}
                  {...(isOver(bin, range, cap) && { stroke: "var(--bad)", strokeWidth: 0.75 })}
                />
              ),
          )}
          {ghostPath && <path d={ghostPath} fill="none" stroke="var(--text)" strokeDasharray="2 2" />}
          <path d={`M0 ${floor + 0.5}H${width}`} stroke="var(--line-2)" />
          {cap !== undefined && x(cap) < width && x(cap) > 0 && (
            <>
              <path d={`M${x(cap)} ${TOP - 4}V${floor}`} stroke="var(--bad)" strokeWidth={1.5} />
              <text x={x(cap) - 4} y={TOP + 6} textAnchor="end" className={classes.axis} style={{ fill: "var(--bad)" }}>
                cap
              </text>
            </>
          )}
          {ticks.map((tick) => (
            <text
              key={tick}
              x={x(tick)}
              y={height - 4}
              textAnchor={x(tick) < 16 ? "start" : x(tick) > width - 24 ? "end" : "middle"}
              className={classes.axis}
            >
              {format(tick)}
            </text>
          ))}
          <defs>
            <pattern id="over-cap" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <path d="M0 0V4" stroke="var(--bad)" strokeWidth="1.5" />
            </pattern>
          </defs>
        </svg>
      </PlotFrame>
    </figure>
  );
}

/** Every bin with how many lie in it, now and before the edit in hand. */
const binRows = (range: readonly [number, number], now: readonly number[], before: readonly number[] | null) =>
  now.map((count, bin) => ({
    value: [edgeOf(range, bin), edgeOf(range, bin + 1)],
    count,
    ...(before && { before: before[bin]! }),
  }));

const edgeOf = ([low, high]: readonly [number, number], bin: number): number => low * (high / low) ** (bin / BINS);

function isOver(bin: number, range: readonly [number, number], cap: number | undefined): boolean {
  return cap !== undefined && edgeOf(range, bin + 0.5) >= cap;
}

/** Powers of ten within a range; three at most. */
function decades([low, high]: readonly [number, number]): readonly number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => 10 ** (first + index));
  return all.length > 4 ? all.filter((_, index) => index % 2 === 0) : all;
}
