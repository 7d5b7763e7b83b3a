import { NumberInput } from "@mantine/core";

interface CountFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least?: number;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void;
}

/** A whole number, taken over when the field is left, so that a half-typed one changes nothing. */
export function CountField({ label, value, least = 1, isDisabled = false, onChange }: CountFieldProps) {
  return (
    <NumberInput
      key={value}
      label={label}
      defaultValue={value}
      min={least}
      max={10_000}
      allowDecimal={false}
      disabled={isDisabled}
      onBlur={(event) => {
        const next = Number.parseInt(event.currentTarget.value, 10);
        if (next >= least && next !== value) onChange(next);
      }}
    />
  );
}
