import { useMediaQuery } from "@mantine/hooks";
import type { Split } from "../../core/image/dataset.ts";
import { classShares, LARGE_CLASS } from "../../state/classShares.ts";
import { useStudio } from "../studioContext.ts";
import { PlotFrame } from "../charts/PlotFrame.tsx";
import { useSize } from "../controls/useSize.ts";
import { formatInteger, formatShare } from "../format.ts";
import classes from "./data.module.css";

const MOST_ROWS = 6;
const FEWEST_ROWS = 2;

/** In which slices each class occurs; a dash where it does not, so that a part without a class is seen at once. */
export function PresenceStrips() {
  const mapping = useStudio(({ data }) => data?.mapping ?? null);
  const presence = useStudio(({ data }) => data?.presence ?? null);
  const axis = useStudio(({ data }) => data?.split?.axis ?? "slices");
  const width = useStudio(({ data }) => data?.image?.shape[2] ?? 1);
  const goTo = useStudio((state) => state.goTo);
  const isShort = useMediaQuery("(max-height: 800px)", false, { getInitialValueInEffect: false });
  const [ref, size] = useSize();
  if (!mapping || !presence) return null;

  const shares = classShares(mapping);
  const columns = presence.length / mapping.classes.length;
  const painted = mapping.classes
    .map(({ name, color }, index) => ({ name, color, index, share: shares[index]! }))
    .filter(({ color, share }) => color !== "none" && (share < LARGE_CLASS || mapping.classes.length <= 3));
  const rarest = painted.toSorted((a, b) => a.share - b.share).slice(0, isShort ? FEWEST_ROWS : MOST_ROWS);
  const rows = painted.filter((row) => rarest.includes(row));
  const left = mapping.classes.filter(
    ({ color }, index) => color !== "none" && !rows.some((row) => row.index === index),
  );
  const rowHeight = isShort ? 11 : 13;
  const height = rows.length * rowHeight;
  const step = (size?.width ?? 0) / columns;
  const length = axis === "slices" ? columns : width;
  const ticks = ticksOf(length);
  return (
    <div ref={ref} className={classes.strips} style={{ height: height + (left.length > 0 ? 34 : 18) }}>
      <PlotFrame name="Presence of classes" numbers={() => presenceRows(rows, presence, axis, columns)}>
        {rows.map(({ name, index }, row) => (
          <span
            key={index}
            data-plot-text
            className={classes.barLabel}
            style={{ top: row * rowHeight - 1, maxWidth: 104, overflow: "hidden", textOverflow: "ellipsis" }}
          >
            {name}
          </span>
        ))}
        <span data-plot-text className={`${classes.barLabel} t3`} style={{ top: height + 4 }}>
          {axis === "slices" ? "slice z" : "column x"}
        </span>
        {size && (
          <svg
            role="img"
            aria-label={`Presence of classes: ${rows.map(({ name, index }) => `${name} in ${countPresent(presence, index, columns)} of ${columns}`).join(", ")}`}
            onClick={(event) =>
              axis === "slices" &&
              goTo(Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left) / step))
            }
          >
            {rows.map(({ index, color, name }, row) => (
              <g key={index} transform={`translate(0 ${row * rowHeight})`}>
                <Strip
                  values={cells(presence, index, columns)}
                  label={`${name}, ${axis === "slices" ? "slice" : "block"}`}
                  color={color}
                  step={step}
                  height={rowHeight}
                />
              </g>
            ))}
            {ticks.map((tick) => (
              <text
                key={tick}
                className={classes.plotText}
                x={((tick + (axis === "slices" ? 0.5 : 0)) / length) * size.width}
                y={height + 13}
                textAnchor={tick === 0 ? "start" : tick >= length - 1 ? "end" : "middle"}
              >
                {formatInteger(tick)}
              </text>
            ))}
          </svg>
        )}
      </PlotFrame>
      <NotDrawn names={left.map(({ name }) => name)} />
    </div>
  );
}

/** Which classes have no strip, and why: those that are nearly everywhere tell nothing. */
function NotDrawn({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  const text = names.join(", ");
  return (
    <p className={`${classes.notShown!} t3`} title={text}>
      Not drawn, as common: {text}
    </p>
  );
}

/** The share of every class that is shown, in every column. */
const presenceRows = (
  rows: readonly { readonly name: string; readonly index: number }[],
  presence: Float32Array,
  axis: Split["axis"],
  columns: number,
) =>
  Array.from({ length: columns }, (_, column) => ({
    [axis === "slices" ? "slice" : "block"]: column,
    ...Object.fromEntries(rows.map(({ name, index }) => [name, presence[index * columns + column]!])),
  }));

interface Cell {
  readonly share: number;
  /** As a share of the largest of its row. */
  readonly shown: number;
}

interface StripProps {
  readonly values: readonly Cell[];
  readonly label: string;
  readonly color: string;
  readonly step: number;
  readonly height: number;
}

/** One class: a box in each column by how much of it is there, a dash where there is none. */
function Strip({ values, label, color, step, height }: StripProps) {
  return values.map(({ share, shown }, column) =>
    shown > 0 ? (
      <rect
        key={column}
        x={column * step + 0.5}
        width={Math.max(1, step - 1)}
        height={height - 3}
        fill={color}
        opacity={0.12 + 0.88 * Math.sqrt(shown)}
      >
        <title>{`${label} ${column}: ${formatShare(share)}`}</title>
      </rect>
    ) : (
      <path key={column} d={`M${(column + 0.5) * step - 2} ${height / 2 - 1}h4`} stroke="var(--text-3)" />
    ),
  );
}

function cells(presence: Float32Array, index: number, columns: number): readonly Cell[] {
  const shares = Array.from(presence.subarray(index * columns, (index + 1) * columns));
  const most = Math.max(...shares, Number.EPSILON);
  return shares.map((share) => ({ share, shown: share / most }));
}

const countPresent = (presence: Float32Array, index: number, columns: number): number =>
  presence.subarray(index * columns, (index + 1) * columns).filter((share) => share > 0).length;

/** 0, a few round numbers, and the last. */
function ticksOf(length: number): readonly number[] {
  const rough = length / 5;
  const decade = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * decade).find((candidate) => candidate >= rough) ?? 1;
  const ticks = Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step).filter(
    (tick) => tick < length - 1 - step / 2,
  );
  return [...ticks, length - 1];
}
