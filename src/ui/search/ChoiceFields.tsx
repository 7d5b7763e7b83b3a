import { Select } from "@mantine/core";
import type { Choice, OptionSet, OptionValue } from "../../core/options.ts";
import type { Registry } from "../../core/registry.ts";
import { OptionFields } from "../controls/OptionFields.tsx";
import classes from "./search.module.css";

interface ChoiceFieldsProps {
  readonly label: string;
  readonly registry: Registry<{ readonly id: string; readonly label: string; readonly options: OptionSet }>;
  /** Ids that cannot be chosen now. */
  readonly disabled?: readonly string[];
  readonly value: Choice;
  readonly onChoose: (choice: Choice) => void;
  readonly onOption: (name: string, value: OptionValue) => void;
}

/** One item of a catalog with its own options below it. */
export function ChoiceFields({ label, registry, disabled = [], value, onChoose, onOption }: ChoiceFieldsProps) {
  return (
    <>
      <Select
        label={label}
        value={value.id}
        data={registry.list.map((item) => ({
          value: item.id,
          label: item.label,
          disabled: disabled.includes(item.id),
        }))}
        onChange={(id) => id && id !== value.id && onChoose({ id, options: {} })}
      />
      <div className={classes.pair}>
        <OptionFields options={registry.get(value.id).options} values={value.options} onChange={onOption} />
      </div>
    </>
  );
}
