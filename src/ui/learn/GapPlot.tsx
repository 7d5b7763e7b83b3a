import { chance } from "../../catalog/strategies/described.ts";
import { memo, useDeferredValue, useMemo } from "react";
import { Area, CartesianGrid, ComposedChart, Line, ReferenceDot, ReferenceLine, XAxis, YAxis } from "recharts";
import { PlotArea } from "../charts/PlotArea.tsx";
import { createLearnRun, gapsOf } from "../../state/learnRun.ts";
import { useStudio } from "../studioContext.ts";
import { digits } from "../../core/strategy/lesson.ts";
import type { LearnView } from "./view.ts";
import { useGapBand, type SeedBand } from "./useGapBand.ts";
import classes from "./learn.module.css";

/** Gaps below this are drawn on it: a logarithm has no zero. */
const SMALLEST = 1e-8;
const tick = { fill: "var(--text-3)", fontSize: 11 } as const;

/** How far the best value is from the known minimum, in this run and in many. */
export function GapPlot({ view }: { readonly view: LearnView }) {
  const { plan, testFunction, total, steps } = view;
  const isRace = useStudio((state) => state.isLearnRace);
  const found = useGapBand(plan);
  const rival = useMemo(
    () =>
      isRace
        ? gapsOf(
            createLearnRun({ ...plan, strategy: { id: chance.id, options: {} }, evaluations: total }).steps(total),
            plan.on,
          )
        : [],
    [isRace, plan, total],
  );
  const gaps = useMemo(() => gapsOf(steps, plan.on), [steps, plan.on]);
  const shown = useDeferredValue(gaps);
  return (
    <section className={`panel ${classes.gaps!}`} aria-label="How far from the minimum">
      <div className="panel-head">
        <h2>How far from the minimum</h2>
        <span className={`t3 ${classes.clip!}`}>
          best value so far minus {digits(testFunction.minimum)}, this run{isRace ? ", random sampling" : ""}{" "}
          {found.seeds > 1 ? `and the middle half of ${found.seeds} seeds` : "and, in a moment, many seeds"}
        </span>
      </div>
      <Chart gaps={shown} rival={rival} found={found} total={total} />
    </section>
  );
}

interface ChartProps {
  readonly gaps: readonly number[];
  readonly rival: readonly number[];
  readonly found: SeedBand;
  readonly total: number;
}

const Chart = memo(function Chart({ gaps, rival, found, total }: ChartProps) {
  const rows = useMemo(() => rowsOf(gaps, rival, found, total), [gaps, rival, found, total]);
  const at = gaps.length;
  return (
    <PlotArea name="How far from the minimum" numbers={() => rows}>
      <ComposedChart data={rows} margin={{ top: 8, right: 70, bottom: 4, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--grid)" />
        {evaluationAxis(total)}
        {gapAxis(powersOf(rows))}
        {lines(rival.length > 0)}
        {at > 0 && <ReferenceLine x={at} stroke="var(--accent)" strokeWidth={1.5} />}
        {endLabels({ gaps, rival, found, total })}
      </ComposedChart>
    </PlotArea>
  );
});

const evaluationAxis = (total: number) => (
  <XAxis
    dataKey="evaluation"
    type="number"
    domain={[0, total]}
    ticks={[0, Math.round(total / 3), Math.round((2 * total) / 3), total]}
    tick={tick}
    stroke="var(--line-2)"
    tickLine={false}
    height={20}
    tickFormatter={(value: number) => (value === total ? `${value} evaluations` : String(value))}
  />
);

const gapAxis = (powers: readonly number[]) => (
  <YAxis
    scale="log"
    type="number"
    domain={[10 ** powers[0]!, 10 ** powers.at(-1)!]}
    allowDataOverflow
    ticks={powers.map((power) => 10 ** power)}
    tick={tick}
    stroke="transparent"
    tickLine={false}
    width={48}
    tickFormatter={tickText}
  />
);

/** The run, the middle half of many seeds, and random sampling where it is shown. */
const lines = (isRace: boolean) => (
  <>
    <Area
      type="stepAfter"
      dataKey="band"
      stroke="none"
      fill="var(--text-3)"
      fillOpacity={0.28}
      isAnimationActive={false}
    />
    <Line
      type="stepAfter"
      dataKey="median"
      stroke="var(--text-3)"
      strokeWidth={1.25}
      dot={false}
      isAnimationActive={false}
    />
    {isRace && (
      <Line
        type="stepAfter"
        dataKey="rival"
        stroke="var(--text-2)"
        strokeWidth={1.5}
        strokeDasharray="4 3"
        dot={false}
        isAnimationActive={false}
      />
    )}
    <Line type="stepAfter" dataKey="gap" stroke="var(--text)" strokeWidth={2} dot={false} isAnimationActive={false} />
  </>
);

/** What the ends of the lines are, beside them. */
function endLabels({ gaps, rival, found, total }: ChartProps) {
  const [at, last, lastRival, median] = [
    gaps.length,
    gaps.at(-1),
    rival[Math.max(0, gaps.length - 1)],
    found.band.at(-1),
  ];
  /** The label of the higher line stands above it. */
  const isBehind = lastRival === undefined || (last ?? 0) >= lastRival;
  const atSide = at > 0.6 * total ? "left" : "right";
  return (
    <>
      {median && (
        <ReferenceDot
          x={total}
          y={drawn(median.median)}
          r={0}
          label={{ value: "median", position: "right", fill: "var(--text-2)", fontSize: 11 }}
        />
      )}
      {last !== undefined && (
        <ReferenceDot
          x={at}
          y={drawn(last)}
          r={0}
          label={{
            value: `this run ${digits(last)}`,
            position: atSide,
            dy: isBehind ? -9 : 9,
            fill: "var(--text)",
            fontSize: 11,
            fontWeight: 500,
          }}
        />
      )}
      {at > 0 && lastRival !== undefined && (
        <ReferenceDot
          x={at}
          y={drawn(lastRival)}
          r={0}
          label={{
            value: `random ${digits(lastRival)}`,
            position: atSide,
            dy: isBehind ? 9 : -9,
            fill: "var(--text-2)",
            fontSize: 11,
          }}
        />
      )}
    </>
  );
}

interface GapRow {
  readonly evaluation: number;
  readonly gap?: number;
  readonly rival?: number;
  readonly median?: number;
  readonly band?: readonly [number, number];
}

const drawn = (gap: number): number => Math.max(SMALLEST, gap);

/** The rival is shown as far as the run itself. */
function rowsOf(gaps: readonly number[], rival: readonly number[], { band }: SeedBand, total: number): GapRow[] {
  return Array.from({ length: total }, (_, index) => {
    const [gap, other, spread] = [gaps[index], rival[index], band[index]];
    return {
      evaluation: index + 1,
      ...(gap !== undefined && { gap: drawn(gap) }),
      ...(gap !== undefined && other !== undefined && { rival: drawn(other) }),
      ...(spread && { median: drawn(spread.median), band: [drawn(spread.low), drawn(spread.high)] as const }),
    };
  });
}

/** Powers of ten for at most five ticks that hold all rows. */
function powersOf(rows: readonly GapRow[]): readonly number[] {
  const all = rows
    .flatMap(({ gap, rival, band }) => [gap, rival, ...(band ?? [])])
    .filter((value) => value !== undefined);
  const [low, high] =
    all.length > 0 ? [Math.floor(Math.log10(Math.min(...all))), Math.ceil(Math.log10(Math.max(...all)))] : [-4, 1];
  const step = Math.max(1, Math.ceil((high - low) / 4));
  const count = Math.max(1, Math.ceil((high - low) / step));
  return Array.from({ length: count + 1 }, (_, index) => high - (count - index) * step);
}

const tickText = (value: number): string => {
  const power = Math.round(Math.log10(value));
  return power < -3 ? `1e${power}`.replace("-", "−") : digits(10 ** power);
};
