import { Select } from "@mantine/core";
import type { Range, Region } from "../../core/image/dataset.ts";
import {
  asChosen,
  AXIS_NAMES,
  chosenAxes,
  couldBeSlices,
  stackShape,
  type ArrayChoice,
} from "../../core/image/decode.ts";
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
  const chosen = asChosen(array, choice);
  const [depth, height, width] = stackShape(chosen);
  const whole: Region = { z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  const region = choice.region ?? whole;
  return (
    <fieldset className={classes.choice}>
      <legend>{`${role === "image" ? "Image" : "Labels"}: ${array.name || "what to read"}`}</legend>
      <StackPreview
        key={choice.slicesAlong}
        array={chosen}
        index={index}
        choice={choice}
        region={region}
        onRegion={(next) => onChange((held) => ({ ...held, region: next }))}
      />
      <div className={classes.fields}>
        {chosenAxes(array).map(({ letter, extent }) => (
          <AxisField
            key={letter}
            letter={letter}
            extent={extent}
            canBeSlices={couldBeSlices(array) === letter}
            choice={choice}
            onChange={onChange}
          />
        ))}
        {isComplex(array.dtype) && (
          <Select
            label="Complex numbers as"
            value={choice.complex ?? "magnitude"}
            data={COMPLEX_PARTS.map((part) => ({ value: part, label: sentence(part) }))}
            onChange={(value) => onChange((held) => ({ ...held, complex: value! }))}
          />
        )}
        {(["z", "y", "x"] as const).map(
          (axis) =>
            whole[axis].to > 1 && (
              <RangeField
                key={axis}
                label={axis === "z" ? "Slices" : axis === "y" ? "Rows" : "Columns"}
                range={region[axis]}
                most={whole[axis].to}
                onChange={(part) =>
                  onChange((held) => ({
                    ...held,
                    region: { ...whole, ...held.region, [axis]: { ...(held.region ?? whole)[axis], ...part } },
                  }))
                }
              />
            ),
        )}
      </div>
    </fieldset>
  );
}

interface AxisFieldProps extends Pick<ArrayChoiceFieldsProps, "choice" | "onChange"> {
  readonly letter: string;
  readonly extent: number;
  readonly canBeSlices: boolean;
}

const ALL = "slices";

/** The index along an axis, or all of them as slices: some programs store the slices of a stack as channels. */
function AxisField({ letter, extent, canBeSlices, choice, onChange }: AxisFieldProps) {
  const name = AXIS_NAMES[letter] ?? `index ${letter}`;
  const indices = Array.from({ length: extent }, (_, index) => ({
    value: String(index),
    label: `${index + 1} of ${extent}`,
  }));
  const data = canBeSlices ? [...indices, { value: ALL, label: `All ${extent}, as slices` }] : indices;
  return (
    <Select
      label={sentence(name)}
      value={choice.slicesAlong === letter ? ALL : String(choice.at?.[letter] ?? 0)}
      data={data}
      onChange={(value) => onChange((held) => chosenAlong(held, letter, value!))}
    />
  );
}

/** The choice with an index along an axis, or with all of them as slices: a region of the one is none of the other. */
function chosenAlong({ region, slicesAlong, ...held }: ArrayChoice, letter: string, value: string): ArrayChoice {
  if (value === ALL) return { ...held, slicesAlong: letter };
  return {
    ...held,
    ...(region && slicesAlong === undefined && { region }),
    at: { ...held.at, [letter]: Number(value) },
  };
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
        <NumberField
          isInline
          label={`${label} from`}
          value={from}
          min={0}
          max={to - 1}
          isWhole
          onChange={(next) => onChange({ from: next })}
        />
        <NumberField
          isInline
          label={`${label} to`}
          value={to - 1}
          min={from}
          max={most - 1}
          isWhole
          onChange={(next) => onChange({ to: next + 1 })}
        />
      </div>
    </div>
  );
}
