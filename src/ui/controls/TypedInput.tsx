import { Tooltip } from "@mantine/core";
import type { FocusEvent } from "react";
import { useTypedField, type Parsed } from "./useTypedField.ts";

interface TypedInputProps<T> {
  readonly label: string;
  readonly className: string;
  readonly placeholder?: string;
  readonly held: string;
  readonly parse: (text: string) => Parsed<T>;
  readonly onCommit: (value: T) => void | Promise<void>;
  readonly onFocus?: (event: FocusEvent<HTMLInputElement>) => void;
}

/** A value edited in its place, in a table or beside a slider; what does not fit is said below it. */
export function TypedInput<T>({ label, className, placeholder, held, parse, onCommit, onFocus }: TypedInputProps<T>) {
  const field = useTypedField({ held, parse, commit: onCommit });
  return (
    <Tooltip label={field.problem} opened={field.problem !== undefined} position="bottom-start" multiline maw={260}>
      <input
        className={className}
        aria-label={label}
        placeholder={placeholder}
        aria-invalid={field.problem !== undefined || undefined}
        aria-busy={field.isPending || undefined}
        value={field.text}
        onChange={(event) => field.type(event.currentTarget.value)}
        onFocus={onFocus}
        onBlur={field.take}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") field.leave();
        }}
      />
    </Tooltip>
  );
}
