import { NumberInput } from "@mantine/core";
import { useState } from "react";

interface CountFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least?: number;
  readonly most?: number;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void;
}

const MOST = 10_000;

/** A whole number, taken over when the field is left, so that a half-typed one changes nothing; then the field shows what holds. */
export function CountField({ label, value, least = 1, most = MOST, isDisabled = false, onChange }: CountFieldProps) {
  const [typed, setTyped] = useState<number | string | null>(null);
  const take = () => {
    const next = typeof typed === "number" ? Math.min(most, Math.max(least, typed)) : value;
    if (next !== value) onChange(next);
    setTyped(null);
  };
  return <NumberInput label={label} value={typed ?? value} min={least} max={most} allowDecimal={false} disabled={isDisabled} onChange={setTyped} onBlur={take} />;
}
