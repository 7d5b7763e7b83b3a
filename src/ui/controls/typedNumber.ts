import type { Parsed } from "./useTypedField.ts";

export interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
  readonly isWhole?: boolean;
  /** Why a number within the bounds does not fit, or null. */
  readonly check?: (value: number) => string | null;
}

/** A number as typed, or in one sentence why it is none that fits. Nothing is rounded, cut or moved to the nearest bound. */
export function parseNumber(
  text: string,
  { min = -Infinity, max = Infinity, isWhole = false, check }: NumberBounds,
): Parsed<number> {
  const clean = text.trim().replaceAll("−", "-");
  if (clean === "") return { problem: "A number is needed." };
  const value = Number(clean);
  if (!Number.isFinite(value)) return { problem: `“${text.trim()}” is no number.` };
  if (value < min) return { problem: `${clean} is less than ${min}.` };
  if (value > max) return { problem: `${clean} is more than ${max}.` };
  if (isWhole && !Number.isInteger(value)) return { problem: `${clean} is no whole number.` };
  const problem = check?.(value) ?? null;
  return problem === null ? { value } : { problem };
}

/** The next value for an arrow key: never past a bound, and the same where the text is no number. */
export function stepped(text: string, by: number, { min = -Infinity, max = Infinity }: NumberBounds): number | null {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) return null;
  return Math.min(max, Math.max(min, Number((value + by).toPrecision(12))));
}
