import { Select, Switch } from "@mantine/core";
import { initialValues, type Option, type OptionSet, type OptionValue, type OptionValues } from "../../core/options.ts";
import { NumberField } from "./NumberField.tsx";
import { TextOptionField } from "./TextOptionField.tsx";

interface OptionFieldsProps {
  readonly options: OptionSet;
  readonly values: OptionValues;
  readonly onChange: (name: string, value: OptionValue) => void;
}

/** A form made from the options of a catalog item: the same description checks a loaded file. */
export function OptionFields({ options, values, onChange }: OptionFieldsProps) {
  const complete: OptionValues = { ...initialValues(options), ...values };
  return Object.entries(options).map(([name, option]) => (
    <OptionField key={name} option={option} value={complete[name]!} onChange={(value) => onChange(name, value)} />
  ));
}

function OptionField({
  option,
  value,
  onChange,
}: {
  readonly option: Option;
  readonly value: OptionValue;
  readonly onChange: (value: OptionValue) => void;
}) {
  switch (option.kind) {
    case "int":
    case "float":
      return (
        <NumberField
          label={option.label}
          value={value as number}
          min={option.min}
          max={option.max}
          isWhole={option.kind === "int"}
          step={option.kind === "int" ? 1 : firstDigit(value as number)}
          {...(option.unit !== undefined && { unit: option.unit })}
          onChange={onChange}
        />
      );
    case "choice":
      return (
        <Select
          label={option.label}
          value={value as string}
          data={[...option.choices]}
          onChange={(next) => next !== null && onChange(next)}
        />
      );
    case "switch":
      return (
        <Switch
          size="xs"
          label={option.label}
          checked={value as boolean}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "text":
      return <TextOptionField option={option} value={value as string} onChange={onChange} />;
    default:
      return option satisfies never;
  }
}

/** An arrow key changes the first digit, whether the number is 30 or 0.003. */
const firstDigit = (value: number): number => 10 ** Math.floor(Math.log10(Math.abs(value) || 1));
