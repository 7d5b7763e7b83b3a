import { PARTS } from "../../../core/image/dataset.ts";
import { useSize } from "../../controls/useSize.ts";
import { useStudio } from "../../studioContext.ts";
import classes from "../../paint/paint.module.css";

const ROW = 14;
const FOOT = 18;
const PART_WORDS = { train: "train", validation: "validate", test: "test" } as const;
const BACKGROUND = "var(--text-3)";

/** Which slices hold something of each class; a click goes there. */
export function PaintedSlices() {
  const mapping = useStudio(({ data }) => data?.mapping ?? null);
  const painted = useStudio(({ data }) => data?.painting?.values ?? null);
  const depth = useStudio(({ data }) => data?.image?.shape[0] ?? 1);
  if (!mapping || !painted || depth < 2) return null;
  const rows = mapping.classes.map(({ name, color }, index): Row => ({
    name,
    color: color === "none" ? BACKGROUND : color,
    slices: new Set(
      mapping.values
        .filter(({ classIndex }) => classIndex === index)
        .flatMap(({ value }) => painted[value]?.slices ?? []),
    ),
  }));
  const count = new Set(rows.flatMap(({ slices }) => [...slices])).size;
  return (
    <section className={classes.slices} aria-label="Painted slices">
      <div className={classes.slicesHead}>
        <h2>
          <b>Painted slices</b>
        </h2>
        <span className="t3">
          {count} of {depth}, no label elsewhere
        </span>
      </div>
      <div className={classes.sliceRows}>
        <div className={classes.sliceNames}>
          {rows.map(({ name }, index) => (
            <span key={index} style={{ height: ROW }}>
              {name}
            </span>
          ))}
          <span className="t3">slice z</span>
        </div>
        <Strips rows={rows} depth={depth} />
      </div>
    </section>
  );
}

interface Row {
  readonly name: string;
  readonly color: string;
  readonly slices: ReadonlySet<number>;
}

function Strips({ rows, depth }: { readonly rows: readonly Row[]; readonly depth: number }) {
  const slice = useStudio((state) => state.slice);
  const plane = useStudio((state) => state.plane);
  const setPlane = useStudio((state) => state.setPlane);
  const goTo = useStudio((state) => state.goTo);
  const split = useStudio(({ data }) => data?.split ?? null);
  const [ref, size] = useSize();
  const step = (size?.width ?? 0) / depth;
  const height = rows.length * ROW;
  const go = (z: number) => {
    if (plane !== "xy") setPlane("xy");
    goTo(z);
  };
  const words = rows.map(({ name, slices }) => `${name} in ${slices.size} of ${depth}`).join(", ");
  return (
    <div ref={ref} className={classes.strip} style={{ height: height + FOOT }}>
      {size && (
        <svg
          width={size.width}
          height={height + FOOT}
          role="img"
          aria-label={`Painted slices: ${words}`}
          onClick={(event) => go(Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left) / step))}
        >
          {rows.map((row, index) => (
            <g key={index} transform={`translate(0 ${index * ROW})`}>
              <rect width={size.width} height={ROW - 3} fill="var(--raised)" />
              <Cells row={row} step={step} />
            </g>
          ))}
          {split?.axis === "slices" &&
            PARTS.map((part) => (
              <text
                key={part}
                className={classes.tick}
                x={((split[part].from + split[part].to) / 2) * step}
                y={height + 12}
                textAnchor="middle"
              >
                {PART_WORDS[part]} {split[part].from} to {split[part].to - 1}
              </text>
            ))}
          {split?.axis === "slices" &&
            PARTS.slice(1).map((part) => (
              <path key={part} d={`M${split[part].from * step} 0V${height}`} stroke="var(--line-2)" />
            ))}
          {plane === "xy" && (
            <path d={`M${(slice + 0.5) * step} 0V${height}`} stroke="var(--accent)" strokeWidth={1.5} />
          )}
        </svg>
      )}
    </div>
  );
}

function Cells({ row: { name, color, slices }, step }: { readonly row: Row; readonly step: number }) {
  return [...slices].map((z) => (
    <rect key={z} x={z * step} width={Math.max(1.5, step - 0.5)} height={ROW - 3} fill={color}>
      <title>{`${name}, slice ${z}`}</title>
    </rect>
  ));
}
