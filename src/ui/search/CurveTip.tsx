import classes from "./search.module.css";

interface TipProps {
  readonly active?: boolean;
  readonly label?: number | string;
  readonly payload?: readonly { readonly name?: string; readonly value?: number }[];
}

/** All series at a step, best first; eight at most. */
export function CurveTip({ active, label, payload }: TipProps) {
  if (!active || !payload?.length) return null;
  const rows = [...payload].filter(({ value }) => typeof value === "number").sort((a, b) => b.value! - a.value!);
  return (
    <div className={classes.tip}>
      <div className="t3">step {label}</div>
      {rows.slice(0, 8).map(({ name, value }) => (
        <div key={name} className="row" style={{ justifyContent: "space-between" }}>
          <span>{name}</span>
          <b>{value!.toFixed(3)}</b>
        </div>
      ))}
      {rows.length > 8 && <div className="t3">and {rows.length - 8} more</div>}
    </div>
  );
}
