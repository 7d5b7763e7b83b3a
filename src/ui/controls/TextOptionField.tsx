import { TextInput } from "@mantine/core";
import type { Option } from "../../core/options.ts";
import { useTypedField } from "./useTypedField.ts";

interface TextOptionFieldProps {
  readonly option: Extract<Option, { kind: "text" }>;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A short text that its option has a pattern for; one that does not fit is said below it. */
export function TextOptionField({ option: { label, pattern, hint }, value, onChange }: TextOptionFieldProps) {
  const field = useTypedField<string>({
    held: value,
    parse: (text) => (new RegExp(pattern).test(text) ? { value: text } : { problem: `Write ${hint}.` }),
    commit: onChange,
  });
  return (
    <TextInput
      label={label}
      value={field.text}
      error={field.problem}
      onChange={(event) => field.type(event.currentTarget.value)}
      onBlur={field.take}
      onKeyDown={(event) => {
        if (event.key === "Enter") field.take();
        if (event.key === "Escape") field.leave();
      }}
    />
  );
}
