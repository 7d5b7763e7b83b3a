import { Chip, Slider } from "@mantine/core";
import { useState } from "react";
import type { ModuleTreeSettings } from "../../../catalog/spaces/moduleTree/settings.ts";
import { useStudio } from "../../studioContext.ts";
import { RangeField } from "../RangeField.tsx";
import { rowsOf, type Cell } from "./rows.ts";
import classes from "../space.module.css";

const LEVELS = ["net", "encoder and decoder", "blocks", "layers"];

/** Every level's ranges, below the column of the tree they belong to. */
export function RangeMatrix({ settings }: { readonly settings: ModuleTreeSettings }) {
  return (
    <div className={classes.matrix} role="table" aria-label="Ranges of the search space">
      {rowsOf(settings).map(({ label, cells }) => (
        <div key={label} role="row" className={classes.matrixRow}>
          <div role="rowheader" className="t2">
            {label}
          </div>
          {cells.map((cell, level) => (
            <div key={level} role="cell" data-level={level}>
              <MatrixCell cell={cell} name={`${label}, ${LEVELS[level]!}`} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function MatrixCell({ cell, name }: { readonly cell: Cell; readonly name: string }) {
  switch (cell.kind) {
    case "range":
      return <RangeCell key={cell.value.join()} cell={cell} name={name} />;
    case "rate":
      return <RateCell key={cell.value} cell={cell} name={name} />;
    case "chips":
      return <ChipsCell cell={cell} name={name} />;
    case "inherits":
      return <InheritsCell cell={cell} name={name} />;
    default:
      return cell satisfies never;
  }
}

function RangeCell({ cell, name }: { readonly cell: Extract<Cell, { kind: "range" }>; readonly name: string }) {
  const previewSpace = useStudio((state) => state.previewSpace);
  const editSpace = useStudio((state) => state.editSpace);
  const { value, bounds, step, isDelta } = cell;
  return <RangeField name={name} value={value} bounds={bounds} step={step} isDelta={isDelta} onPreview={(next) => previewSpace(cell.set(next))} onCommit={(next) => editSpace(cell.set(next))} />;
}

function RateCell({ cell, name }: { readonly cell: Extract<Cell, { kind: "rate" }>; readonly name: string }) {
  const previewSpace = useStudio((state) => state.previewSpace);
  const editSpace = useStudio((state) => state.editSpace);
  const [value, setValue] = useState(cell.value);
  return (
    <>
      <Slider
        className={classes.range}
        classNames={{ thumb: classes.round!, track: classes.track!, bar: classes.noBar! }}
        value={value}
        min={0}
        max={1}
        step={0.05}
        thumbLabel={name}
        onChange={(next) => {
          setValue(next);
          previewSpace(cell.set(next));
        }}
        onChangeEnd={(next) => editSpace(cell.set(next))}
      />
      <span className={classes.value}>{value.toFixed(2)}</span>
    </>
  );
}

function ChipsCell({ cell, name }: { readonly cell: Extract<Cell, { kind: "chips" }>; readonly name: string }) {
  const editSpace = useStudio((state) => state.editSpace);
  return (
    <div className="row-tight" role="group" aria-label={name}>
      {cell.choices.map(({ label, isOn, toggled }) => (
        <Chip key={label} checked={isOn} size="xs" disabled={toggled === null} onChange={() => toggled && editSpace(toggled)} classNames={{ label: classes.chip!, iconWrapper: classes.noIcon! }}>
          {label}
        </Chip>
      ))}
    </div>
  );
}

function InheritsCell({ cell, name }: { readonly cell: Extract<Cell, { kind: "inherits" }>; readonly name: string }) {
  const editSpace = useStudio((state) => state.editSpace);
  const { allowed } = cell;
  if (!allowed) return <span className="t3 sm">inherits</span>;
  return (
    <button type="button" className={classes.inherits} aria-label={`${name}: inherits; give it a range of its own`} onClick={() => editSpace(allowed)}>
      inherits
    </button>
  );
}
