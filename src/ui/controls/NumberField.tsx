import { TextInput, Tooltip } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import { parseNumber, stepped, type NumberBounds } from "./typedNumber.ts";
import { useTypedField } from "./useTypedField.ts";

interface NumberFieldProps extends NumberBounds {
  readonly label: string;
  /** Null where nobody has said; then an empty field is an answer, and `onClear` is told of it. */
  readonly value: number | null;
  readonly step?: number;
  readonly unit?: string;
  /** The words before the number, in a field whose label is not shown. */
  readonly prefix?: ReactNode;
  readonly prefixWidth?: number;
  /** In a line of text: the label is for screen readers, and a problem floats below. */
  readonly isInline?: boolean;
  readonly width?: number;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void | Promise<void>;
  readonly onClear?: () => void | Promise<void>;
}

/** The one field for numbers: it takes over what was typed, or says beside it why not. */
export function NumberField({
  label,
  value,
  step = 1,
  unit,
  prefix,
  prefixWidth,
  isInline = false,
  width,
  isDisabled = false,
  onChange,
  onClear,
  ...bounds
}: NumberFieldProps) {
  const field = useTypedField<number | null>({
    held: value === null ? "" : String(value),
    parse: (text) => (onClear && text.trim() === "" ? { value: null } : parseNumber(text, bounds)),
    commit: (next) => (next === null ? onClear?.() : onChange(next)),
  });
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const by = { ArrowUp: step, ArrowDown: -step }[event.key];
    if (event.key === "Enter") field.take();
    if (event.key === "Escape") field.leave();
    if (by === undefined) return;
    event.preventDefault();
    const next = stepped(field.text, by, bounds);
    if (next !== null) field.hand(next, String(next));
  };
  const input = (
    <TextInput
      {...(isInline ? { "aria-label": label } : { label })}
      inputMode={bounds.isWhole && (bounds.min ?? -1) >= 0 ? "numeric" : "decimal"}
      autoComplete="off"
      value={field.text}
      placeholder={onClear ? "?" : ""}
      disabled={isDisabled}
      aria-busy={field.isPending || undefined}
      error={isInline ? field.problem !== undefined : field.problem}
      {...(width !== undefined && { w: width })}
      {...(prefix !== undefined && {
        leftSection: <span className="t3 nowrap">{prefix}</span>,
        leftSectionWidth: prefixWidth ?? 22,
      })}
      {...(unit !== undefined && {
        rightSection: <span className="t3 sm nowrap">{unit}</span>,
        rightSectionWidth: `calc(${unit.length}ch + 10px)`,
        rightSectionPointerEvents: "none" as const,
      })}
      {...(isInline && { styles: { input: { textAlign: "right" as const } } })}
      onChange={(event) => field.type(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={field.take}
      onKeyDown={press}
    />
  );
  if (!isInline) return input;
  return (
    <Tooltip label={field.problem} opened={field.problem !== undefined} position="bottom-start" multiline maw={260}>
      {input}
    </Tooltip>
  );
}
