import { NumberInput, Select, Switch } from "@mantine/core";
import { initialValues, type Option, type OptionSet, type OptionValue, type OptionValues } from "../../core/options.ts";

interface OptionFieldsProps {
  readonly options: OptionSet;
  readonly values: OptionValues;
  readonly onChange: (values: OptionValues) => void;
}

/** A form made from the options of a catalog item: the same description checks a loaded file. */
export function OptionFields({ options, values, onChange }: OptionFieldsProps) {
  const complete: OptionValues = { ...initialValues(options), ...values };
  return Object.entries(options).map(([name, option]) => <OptionField key={name} option={option} value={complete[name]!} onChange={(value) => onChange({ ...values, [name]: value })} />);
}

function OptionField({ option, value, onChange }: { readonly option: Option; readonly value: OptionValue; readonly onChange: (value: OptionValue) => void }) {
  switch (option.kind) {
    case "int":
    case "float":
      return <NumberInput label={option.label} value={value as number} min={option.min} max={option.max} allowDecimal={option.kind === "float"} {...(option.unit !== undefined && { suffix: ` ${option.unit}` })} clampBehavior="strict" onChange={(next) => typeof next === "number" && onChange(next)} />;
    case "choice":
      return <Select label={option.label} value={value as string} data={[...option.choices]} onChange={(next) => next !== null && onChange(next)} />;
    case "switch":
      return <Switch size="xs" label={option.label} checked={value as boolean} onChange={(event) => onChange(event.currentTarget.checked)} />;
    default:
      return option satisfies never;
  }
}
