import { Chip, Slider } from "@mantine/core";
import { useState } from "react";
import type { ModuleTreeSettings } from "../../../catalog/spaces/moduleTree/settings.ts";
import { summedLog } from "../../../core/space/penaltyUnits.ts";
import { firstRecipe } from "../../../state/planSlice.ts";
import { useStudio } from "../../studioContext.ts";
import { RangeField } from "../RangeField.tsx";
import { rangeText, type Range } from "../rangeText.ts";
import { rowsOf, type Cell } from "./rows.ts";
import { useTreeEdits } from "./useTreeSettings.ts";
import classes from "../space.module.css";

const LEVELS = ["net", "encoder and decoder", "blocks", "layers"];

/** Every level's ranges, below the column of the tree they belong to. */
export function RangeMatrix({ settings }: { readonly settings: ModuleTreeSettings }) {
  return (
    <div className={classes.matrix} role="table" aria-label="Ranges of the search space">
      {rowsOf(settings).map(({ label, cells }, row) => (
        <div key={label} role="row" className={classes.matrixRow}>
          <div role="rowheader" className="t2">
            {label}
          </div>
          {cells.map((cell, level) => (
            <div key={level} role="cell" data-level={level}>
              <MatrixCell cell={cell} place={[row, level]} name={`${label}, ${LEVELS[level]!}`} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

/** Row and level of a cell. */
type Place = readonly [row: number, level: number];

interface CellProps<Kind extends Cell["kind"] = Cell["kind"]> {
  readonly cell: Extract<Cell, { kind: Kind }>;
  readonly place: Place;
  readonly name: string;
}

/** What a cell does to the settings that hold when it is used, which may be newer than those it was drawn from. */
const through =
  <Kind extends Cell["kind"]>(
    kind: Kind,
    [row, level]: Place,
    change: (cell: Extract<Cell, { kind: Kind }>) => ModuleTreeSettings | null,
  ) =>
  (held: ModuleTreeSettings): ModuleTreeSettings | null => {
    const cell = rowsOf(held)[row]?.cells[level];
    return cell?.kind === kind ? change(cell as Extract<Cell, { kind: Kind }>) : null;
  };

function MatrixCell({ cell, place, name }: CellProps) {
  switch (cell.kind) {
    case "range":
      return <RangeCell key={cell.value.join()} cell={cell} place={place} name={name} />;
    case "rate":
      return <RateCell key={cell.value} cell={cell} place={place} name={name} />;
    case "chips":
      return <ChipsCell cell={cell} place={place} name={name} />;
    case "inherits":
      return <InheritsCell cell={cell} place={place} name={name} />;
    default:
      return cell satisfies never;
  }
}

function RangeCell({ cell, place, name }: CellProps<"range">) {
  const { edit, preview } = useTreeEdits();
  const set = (next: Range) => through("range", place, (held) => held.set(next));
  const { value, bounds, step, isDelta, isPenalty } = cell;
  return (
    <>
      <RangeField
        name={name}
        value={value}
        bounds={bounds}
        step={step}
        isDelta={isDelta}
        onPreview={(next) => preview(set(next))}
        onCommit={(next) => edit(set(next))}
      />
      {isPenalty && <SummedRange range={value} />}
    </>
  );
}

/** The range as it would be where the loss is summed over the voxels of a batch, as in the paper's code. */
function SummedRange({ range: [low, high] }: { readonly range: Range }) {
  const { patch, batch } = useStudio(firstRecipe);
  const tenth = (log: number) => Math.round(10 * summedLog(log, { patch, batch })) / 10;
  return (
    <span className="t3 sm" title="The loss here is the mean over the voxels of a batch; the paper's code sums it.">
      {rangeText([tenth(low), tenth(high)], false)} if summed
    </span>
  );
}

function RateCell({ cell, place, name }: CellProps<"rate">) {
  const { edit, preview } = useTreeEdits();
  const set = (next: number) => through("rate", place, (held) => held.set(next));
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
          preview(set(next));
        }}
        onChangeEnd={(next) => edit(set(next))}
      />
      <span className={classes.value}>{value.toFixed(2)}</span>
    </>
  );
}

function ChipsCell({ cell, place, name }: CellProps<"chips">) {
  const { edit } = useTreeEdits();
  return (
    <div className="row-tight" role="group" aria-label={name}>
      {cell.choices.map(({ label, isOn, toggled }, index) => (
        <Chip
          key={label}
          checked={isOn}
          size="xs"
          disabled={toggled === null}
          onChange={() => edit(through("chips", place, ({ choices }) => choices[index]?.toggled ?? null))}
          classNames={{ label: classes.chip!, iconWrapper: classes.noIcon! }}
        >
          {label}
        </Chip>
      ))}
    </div>
  );
}

function InheritsCell({ cell, place, name }: CellProps<"inherits">) {
  const { edit } = useTreeEdits();
  if (!cell.allowed) return <span className="t3 sm">inherits</span>;
  return (
    <button
      type="button"
      className={classes.inherits}
      aria-label={`${name}: inherits; give it a range of its own`}
      onClick={() => edit(through("inherits", place, ({ allowed }) => allowed))}
    >
      inherits
    </button>
  );
}
