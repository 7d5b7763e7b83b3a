import { useSize } from "../../controls/useSize.ts";
import { useStudio } from "../../studioContext.ts";
import classes from "./paint.module.css";

const ROW = 14;
const BACKGROUND = "var(--text-3)";

/** Which slices hold something of each class; a click goes there. */
export function PaintedSlices() {
  const mapping = useStudio(({ data }) => data?.mapping ?? null);
  const painted = useStudio(({ data }) => data?.painting?.values ?? null);
  const depth = useStudio(({ data }) => data?.image?.shape[0] ?? 1);
  const slice = useStudio((state) => state.slice);
  const plane = useStudio((state) => state.plane);
  const setPlane = useStudio((state) => state.setPlane);
  const goTo = useStudio((state) => state.goTo);
  const [ref, size] = useSize();
  if (!mapping || !painted || depth < 2) return null;
  const step = (size?.width ?? 0) / depth;
  const rows = mapping.classes.map(({ name, color }, index) => ({
    name,
    color: color === "none" ? BACKGROUND : color,
    slices: new Set(
      mapping.values
        .filter(({ classIndex }) => classIndex === index)
        .flatMap(({ value }) => painted[value]?.slices ?? []),
    ),
  }));
  const count = new Set(rows.flatMap(({ slices }) => [...slices])).size;
  const go = (z: number) => {
    if (plane !== "xy") setPlane("xy");
    goTo(z);
  };
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
          {rows.map(({ name }) => (
            <span key={name} style={{ height: ROW }}>
              {name}
            </span>
          ))}
          <span className="t3">slice z</span>
        </div>
        <div ref={ref} className={classes.strip} style={{ height: rows.length * ROW + 18 }}>
          {size && (
            <svg
              width={size.width}
              height={rows.length * ROW + 18}
              role="img"
              aria-label={`Painted slices: ${rows.map(({ name, slices }) => `${name} in ${slices.size} of ${depth}`).join(", ")}`}
              onClick={(event) =>
                go(Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left) / step))
              }
            >
              {rows.map(({ name, color, slices }, row) => (
                <g key={name} transform={`translate(0 ${row * ROW})`}>
                  <rect width={size.width} height={ROW - 3} fill="var(--raised)" />
                  {[...slices].map((z) => (
                    <rect key={z} x={z * step} width={Math.max(1.5, step - 0.5)} height={ROW - 3} fill={color}>
                      <title>{`${name}, slice ${z}`}</title>
                    </rect>
                  ))}
                </g>
              ))}
              {plane === "xy" && (
                <path d={`M${(slice + 0.5) * step} 0V${rows.length * ROW}`} stroke="var(--accent)" strokeWidth={1.5} />
              )}
              {[0, Math.floor((depth - 1) / 2), depth - 1].map((tick, index) => (
                <text
                  key={tick}
                  className={classes.tick}
                  x={(tick + 0.5) * step}
                  y={rows.length * ROW + 12}
                  textAnchor={["start", "middle", "end"][index] as "start"}
                >
                  {tick}
                </text>
              ))}
            </svg>
          )}
        </div>
      </div>
    </section>
  );
}
