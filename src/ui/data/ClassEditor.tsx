import { Button, Popover, Select } from "@mantine/core";
import { useState } from "react";
import { CLASS_COLORS, type LabelMapping } from "../../core/image/labelMap.ts";
import { changeClass, markUnlabelled, mergeClass } from "../../core/image/mappingEdits.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { useStudio } from "../studioContext.ts";
import classes from "./data.module.css";

interface ClassEditorProps {
  readonly mapping: LabelMapping;
  readonly index: number;
}

/** The swatch of a class; pressed, it offers colours (the colour-blind-safe set first), leaving the class out, and merging it. */
export function ClassEditor({ mapping, index }: ClassEditorProps) {
  const [isOpen, setOpen] = useState(false);
  const setMapping = useStudio((state) => state.setMapping);
  const { name, color } = mapping.classes[index]!;
  const apply = (next: LabelMapping) => {
    setOpen(false);
    void setMapping(next);
  };
  const others = mapping.classes.map((other, into) => ({ value: String(into), label: other.name })).filter((_, into) => into !== index);
  const isNeeded = mapping.classes.length <= 2;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus>
      <Popover.Target>
        <button type="button" className={classes.swatch} aria-label={`Change ${name}`} onClick={() => setOpen(!isOpen)}>
          <ClassSwatch color={color} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Change ${name}`}>
        <div className={classes.editor}>
          <div className={classes.swatches}>
            {CLASS_COLORS.map((entry) => (
              <button key={entry} type="button" aria-label={entry === "none" ? "Not painted" : `Colour ${entry}`} aria-pressed={entry === color} onClick={() => apply(changeClass(mapping, index, { color: entry }))}>
                <ClassSwatch color={entry} size={18} />
              </button>
            ))}
          </div>
          <label className="row t2">
            Other colour
            <input type="color" defaultValue={color === "none" ? CLASS_COLORS[1] : color} onBlur={(event) => event.currentTarget.value !== color && apply(changeClass(mapping, index, { color: event.currentTarget.value }))} />
          </label>
          <Button size="xs" disabled={isNeeded} onClick={() => apply(markUnlabelled(mapping, index))}>
            Not annotated: leave out
          </Button>
          <Select aria-label={`Merge ${name} into`} placeholder="Merge into another class" data={others} disabled={isNeeded} comboboxProps={{ withinPortal: false }} onChange={(into) => into !== null && apply(mergeClass(mapping, index, Number(into)))} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
