import type { Span, Standing } from "../../remote/watching/standing.ts";
import { useSize, type ElementSize } from "../controls/useSize.ts";
import { PlotFrame } from "../charts/PlotFrame.tsx";
import { formatClock } from "../format.ts";
import { spansByMachine } from "./standings.ts";
import classes from "./machines.module.css";

const ROW = 16;
const LEFT = 110;
const SHOWN_MS = 30 * 60_000;

/** A row a machine, a bar a trial, of the last half hour. */
export function SpanPlot({ standing }: { readonly standing: Standing }) {
  const [ref, size] = useSize();
  const numbers = () =>
    standing.spans.map(({ machine, trial, from, to, end }) => ({ machine, trial, from, to, end: end ?? "running" }));
  return (
    <PlotFrame name="Last 30 minutes" numbers={numbers}>
      <div ref={ref} className={classes.plotRoom}>
        {size && <Drawing standing={standing} size={size} />}
      </div>
    </PlotFrame>
  );
}

function Drawing({ standing: { spans, now }, size }: { readonly standing: Standing; readonly size: ElementSize }) {
  const rows = spansByMachine(spans);
  const first = spans.reduce((least, { from }) => Math.min(least, from), now - 60_000);
  const begin = Math.max(first, now - SHOWN_MS);
  const x = (at: number) => LEFT + ((Math.max(at, begin) - begin) / (now - begin)) * (size.width - LEFT - 12);
  const height = rows.length * ROW + 20;
  return (
    <svg
      width={size.width}
      height={Math.max(height, 40)}
      role="img"
      aria-label={`What ${rows.length} machines trained lately`}
    >
      {rows.map(([machine, own], row) => (
        <g key={machine} transform={`translate(0 ${row * ROW})`}>
          <text x={LEFT - 8} y={11} textAnchor="end" fontSize={11} fill="var(--text-2)">
            {machine}
          </text>
          {own.map((span) => (
            <Bar key={`${span.trial} ${span.from}`} span={span} from={x(span.from)} to={x(span.to ?? now)} />
          ))}
        </g>
      ))}
      {[begin, (begin + now) / 2, now].map((at, index) => (
        <text
          key={at}
          x={x(at)}
          y={rows.length * ROW + 14}
          fontSize={11}
          fill="var(--text-3)"
          textAnchor={index === 2 ? "end" : "middle"}
        >
          {formatClock(at)}
          {index === 2 && " now"}
        </text>
      ))}
    </svg>
  );
}

function Bar({ span: { trial, end }, from, to }: { readonly span: Span; readonly from: number; readonly to: number }) {
  return (
    <>
      <rect
        x={from}
        y={2}
        width={Math.max(1, to - from - 1)}
        height={11}
        rx={1}
        fill={end === null ? "var(--accent)" : "var(--line-2)"}
      >
        <title>{`Trial ${trial}, ${end ?? "running"}`}</title>
      </rect>
      {end === "lost" && <path d={`M${to - 4} 3l8 8m0 -8l-8 8`} stroke="var(--bad)" strokeWidth={1.75} />}
    </>
  );
}
