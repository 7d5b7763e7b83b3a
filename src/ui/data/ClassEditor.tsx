import { Button, MultiSelect, Popover, Select } from "@mantine/core";
import { useState } from "react";
import { CLASS_COLORS, type LabelMapping } from "../../core/image/labelMap.ts";
import type { DataEdit } from "../../worker/studioApi.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { useStudio } from "../studioContext.ts";
import classes from "./data.module.css";

interface ClassEditorProps {
  readonly mapping: LabelMapping;
  readonly index: number;
  /** The label value by which the class is named in edits. */
  readonly value: number;
}

/** The swatch of a class; pressed, it offers colours (the colour-blind-safe set first), leaving the class out, and merging it. */
export function ClassEditor({ mapping, index, value }: ClassEditorProps) {
  const [isOpen, setOpen] = useState(false);
  const editData = useStudio((state) => state.editData);
  const { name, color } = mapping.classes[index]!;
  const [isPending, setPending] = useState(false);
  const apply = (edit: DataEdit) => {
    setOpen(false);
    setPending(true);
    void editData(edit).finally(() => setPending(false));
  };
  const others = mapping.classes.flatMap((other, into) =>
    into === index
      ? []
      : [{ value: String(mapping.values.find(({ classIndex }) => classIndex === into)!.value), label: other.name }],
  );
  const isNeeded = mapping.classes.length <= 2;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.swatch}
          aria-label={`Change ${name}`}
          aria-busy={isPending || undefined}
          onClick={() => setOpen(!isOpen)}
        >
          <ClassSwatch color={color} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Change ${name}`}>
        <div className={classes.editor}>
          <div className={classes.swatches}>
            {CLASS_COLORS.map((entry) => (
              <button
                key={entry}
                type="button"
                aria-label={entry === "none" ? "Not painted" : `Colour ${entry}`}
                aria-pressed={entry === color}
                onClick={() => apply({ type: "colorClass", value, color: entry })}
              >
                <ClassSwatch color={entry} size={18} />
              </button>
            ))}
          </div>
          <label className="row t2">
            Other colour
            <input
              type="color"
              defaultValue={color === "none" ? CLASS_COLORS[1] : color}
              onBlur={(event) =>
                event.currentTarget.value !== color &&
                apply({ type: "colorClass", value, color: event.currentTarget.value })
              }
            />
          </label>
          <Button size="xs" disabled={isNeeded} onClick={() => apply({ type: "leaveOutClass", value })}>
            Not annotated: leave out
          </Button>
          <Select
            aria-label={`Merge ${name} into`}
            placeholder="Merge into another class"
            data={others}
            disabled={isNeeded}
            comboboxProps={{ withinPortal: false }}
            onChange={(into) => into !== null && apply({ type: "mergeClass", value, into: Number(into) })}
          />
          {!isNeeded && (
            <MergeOthers
              name={name}
              others={others}
              onMerge={(values) => apply({ type: "mergeClasses", values, into: value })}
            />
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface MergeOthersProps {
  readonly name: string;
  readonly others: readonly { readonly value: string; readonly label: string }[];
  readonly onMerge: (values: readonly number[]) => void;
}

/** Takes several classes into this one at once: labels of many values are few classes after one act. */
function MergeOthers({ name, others, onMerge }: MergeOthersProps) {
  const [chosen, setChosen] = useState<string[]>([]);
  // A network tells two classes apart at least.
  const most = others.length - 1;
  return (
    <>
      <MultiSelect
        aria-label={`Classes to merge into ${name}`}
        placeholder={chosen.length === 0 ? "Merge several into this" : ""}
        data={[...others]}
        value={chosen}
        maxValues={most}
        onChange={setChosen}
        comboboxProps={{ withinPortal: false }}
      />
      {chosen.length > 0 && (
        <Button size="xs" variant="filled" onClick={() => onMerge(chosen.map(Number))}>
          {`Merge ${chosen.length} into ${name}`}
        </Button>
      )}
    </>
  );
}
