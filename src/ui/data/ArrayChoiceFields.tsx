import { Select } from "@mantine/core";
import type { Range, Region } from "../../core/image/dataset.ts";
import { AXIS_NAMES, chosenAxes, stackShape, type ArrayChoice } from "../../core/image/decode.ts";
import { COMPLEX_PARTS, isComplex } from "../../core/image/elements.ts";
import type { StoredArray } from "../../core/image/format.ts";
import type { Role } from "../../worker/studioApi.ts";
import { NumberField } from "../controls/NumberField.tsx";
import { StackPreview } from "./StackPreview.tsx";
import classes from "./OpenDialog.module.css";

interface ArrayChoiceFieldsProps {
  readonly role: Role;
  readonly array: StoredArray;
  readonly index: number;
  readonly choice: ArrayChoice;
  readonly onChange: (change: (held: ArrayChoice) => ArrayChoice) => void;
}

/** A look at one array, and its channel, time point, part of complex numbers and region. */
export function ArrayChoiceFields({ role, array, index, choice, onChange }: ArrayChoiceFieldsProps) {
  const [depth, height, width] = stackShape(array);
  const whole: Region = { z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  const region = choice.region ?? whole;
  return (
    <fieldset className={classes.choice}>
      <legend>{`${role === "image" ? "Image" : "Labels"}: ${array.name || "what to read"}`}</legend>
      <StackPreview array={array} index={index} choice={choice} region={region} onRegion={(next) => onChange((held) => ({ ...held, region: next }))} />
      <div className={classes.fields}>
        {chosenAxes(array).map(({ letter, extent }) => (
          <Select key={letter} label={sentence(AXIS_NAMES[letter] ?? `index ${letter}`)} value={String(choice.at?.[letter] ?? 0)} data={Array.from({ length: extent }, (_, index) => ({ value: String(index), label: `${index + 1} of ${extent}` }))} onChange={(value) => onChange((held) => ({ ...held, at: { ...held.at, [letter]: Number(value) } }))} />
        ))}
        {isComplex(array.dtype) && <Select label="Complex numbers as" value={choice.complex ?? "magnitude"} data={COMPLEX_PARTS.map((part) => ({ value: part, label: sentence(part) }))} onChange={(value) => onChange((held) => ({ ...held, complex: value! }))} />}
        {(["z", "y", "x"] as const).map((axis) => whole[axis].to > 1 && <RangeField key={axis} label={axis === "z" ? "Slices" : axis === "y" ? "Rows" : "Columns"} range={region[axis]} most={whole[axis].to} onChange={(part) => onChange((held) => ({ ...held, region: { ...whole, ...held.region, [axis]: { ...(held.region ?? whole)[axis], ...part } } }))} />)}
      </div>
    </fieldset>
  );
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

interface RangeFieldProps {
  readonly label: string;
  readonly range: Range;
  readonly most: number;
  readonly onChange: (change: Partial<Range>) => void;
}

/** First and last index, both counted in. */
function RangeField({ label, range: { from, to }, most, onChange }: RangeFieldProps) {
  return (
    <div>
      <span className="t3 sm">{`${label}, 0 to ${most - 1}`}</span>
      <div className={classes.range}>
        <NumberField isInline label={`${label} from`} value={from} min={0} max={to - 1} isWhole onChange={(next) => onChange({ from: next })} />
        <NumberField isInline label={`${label} to`} value={to - 1} min={from} max={most - 1} isWhole onChange={(next) => onChange({ to: next + 1 })} />
      </div>
    </div>
  );
}
