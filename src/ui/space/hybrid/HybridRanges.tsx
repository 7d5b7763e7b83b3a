import { Chip } from "@mantine/core";
import { RangeField } from "../RangeField.tsx";
import { DELTA_BOUNDS, PARTS, toggled, type ChoiceRow, type RangeRow } from "./rows.ts";
import { useHybridEdits, useHybridSettings } from "./useHybrid.ts";
import classes from "./hybrid.module.css";
import space from "../space.module.css";

/** Both parts of a hybrid with their ranges: those of the whole net, and what a block or path may add. */
export function HybridRanges() {
  return (
    <div className={classes.parts}>
      {PARTS.map(({ title, below, ranges, choices }) => (
        <section key={title} aria-label={title}>
          <div className="panel-head">
            <h2>{title}</h2>
            <span className="space" />
            <span className="t3">{below} may add</span>
          </div>
          {ranges.map((row) => (
            <RangeLine key={row.label} row={row} below={below} />
          ))}
          {choices.map((row) => (
            <ChoiceLine key={row.label} row={row} />
          ))}
        </section>
      ))}
    </div>
  );
}

function RangeLine({ row, below }: { readonly row: RangeRow; readonly below: string }) {
  const settings = useHybridSettings();
  const { edit, preview } = useHybridEdits();
  const value = row.of(settings);
  return (
    <div className={classes.line}>
      <span className="t2">{row.label}</span>
      <span className={classes.field}>
        <RangeField
          key={value.join()}
          name={row.label}
          value={value}
          bounds={row.bounds}
          step={1}
          onPreview={(range) => preview((held) => row.with(held, range))}
          onCommit={(range) => edit((held) => row.with(held, range))}
        />
      </span>
      <span className={classes.field}>{row.delta && <DeltaField row={row} below={below} />}</span>
    </div>
  );
}

function DeltaField({ row: { label, delta }, below }: { readonly row: RangeRow; readonly below: string }) {
  const settings = useHybridSettings();
  const { edit, preview } = useHybridEdits();
  const value = delta!.of(settings);
  const name = `${label}, ${below} adds`;
  if (value === null)
    return (
      <button
        type="button"
        className={space.inherits}
        aria-label={`${name}: nothing; give it a range`}
        onClick={() => edit((held) => delta!.with(held, [-1, 1]))}
      >
        inherits
      </button>
    );
  return (
    <RangeField
      key={value.join()}
      name={name}
      value={value}
      bounds={DELTA_BOUNDS}
      step={1}
      isDelta
      onPreview={(range) => preview((held) => delta!.with(held, range))}
      onCommit={(range) => edit((held) => delta!.with(held, range[0] === 0 && range[1] === 0 ? null : range))}
    />
  );
}

function ChoiceLine({ row }: { readonly row: ChoiceRow }) {
  const settings = useHybridSettings();
  const { edit } = useHybridEdits();
  return (
    <div className={classes.line} role="group" aria-label={row.label}>
      <span className="t2">{row.label}</span>
      <span className="row-tight">
        {row.choices.map((choice) => (
          <Chip
            key={choice}
            size="xs"
            checked={row.of(settings).includes(choice)}
            disabled={toggled(row, settings, choice) === null}
            onChange={() => edit((held) => toggled(row, held, choice))}
            classNames={{ label: space.chip!, iconWrapper: space.noIcon! }}
          >
            {choice}
          </Chip>
        ))}
      </span>
    </div>
  );
}
