import { Popover } from "@mantine/core";
import { useState } from "react";
import { CLASS_COLORS } from "../../core/image/labelMap.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import classes from "./data.module.css";

interface ClassColorProps {
  readonly name: string;
  readonly color: string;
  readonly onChange: (color: string) => void;
}

/** The colour-blind-safe set first, any colour after it. */
export function ClassColor({ name, color, onChange }: ClassColorProps) {
  const [isOpen, setOpen] = useState(false);
  const choose = (next: string) => {
    setOpen(false);
    onChange(next);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start">
      <Popover.Target>
        <button type="button" className={classes.swatch} aria-label={`Colour of ${name}`} onClick={() => setOpen(!isOpen)}>
          <ClassSwatch color={color} />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.swatches}>
          {CLASS_COLORS.map((entry) => (
            <button key={entry} type="button" aria-label={entry === "none" ? "not painted" : entry} aria-pressed={entry === color} onClick={() => choose(entry)}>
              <ClassSwatch color={entry} size={18} />
            </button>
          ))}
        </div>
        <label className="row t2" style={{ padding: "4px 8px" }}>
          Other
          <input type="color" defaultValue={color === "none" ? "#0072B2" : color} onBlur={(event) => event.currentTarget.value !== color && choose(event.currentTarget.value)} />
        </label>
      </Popover.Dropdown>
    </Popover>
  );
}
