/** Narrow no-break space: between thousands, and wherever a number and its unit must stay on one line. */
const THIN = "\u202F";
const NO_BREAK = "\u00A0";

/** Thin space between thousands, a true minus. */
export function formatInteger(value: number): string {
  const digits = Math.round(Math.abs(value))
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, THIN);
  return value < 0 && digits !== "0" ? `−${digits}` : digits;
}

export function formatFixed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  const [whole, fraction] = text.split(".");
  const digits = formatInteger(Number(whole)) + (fraction === undefined ? "" : `.${fraction}`);
  return value < 0 && Number(text) !== 0 ? `−${digits}` : digits;
}

/** Whole numbers as such, others with three significant digits. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return formatInteger(value);
  return formatFixed(value, Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}

export const withUnit = (text: string, unit: string): string => `${text}${NO_BREAK}${unit}`;

/** 36.1 %, 4.64 %, 0.07 %. */
export function formatShare(share: number): string {
  return withUnit(formatFixed(share * 100, share >= 0.1 ? 1 : 2), "%");
}

const SI_BYTES = ["bytes", "kB", "MB", "GB", "TB"] as const;

export function formatBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(SI_BYTES.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return withUnit(
    step === 0 ? formatInteger(value) : formatFixed(value, value < 10 ? 2 : value < 100 ? 1 : 0),
    SI_BYTES[step]!,
  );
}

/** "2.0 × 8.0 × 8.0 µm", in the largest unit of which the longest side has one: nm, µm or mm. */
export function formatExtent(shape: readonly number[], voxelSizeNm: readonly number[]): string {
  const sides = shape.map((size, axis) => size * voxelSizeNm[axis]!);
  const longest = Math.max(...sides);
  const [unit, size] = longest >= 1e6 ? ["mm", 1e6] : longest >= 1000 ? ["µm", 1000] : ["nm", 1];
  return withUnit(
    sides.map((side) => (size > 1 ? formatFixed(side / size, 1) : formatInteger(side))).join(" × "),
    unit,
  );
}

/** "40 s", "4 min", "1 h 50 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return withUnit(formatInteger(Math.max(1, seconds)), "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return withUnit(String(minutes), "min");
  return `${withUnit(String(Math.floor(minutes / 60)), "h")}${NO_BREAK}${withUnit(String(minutes % 60), "min")}`;
}

/** "16:04" of a time in milliseconds since 1970. */
export function formatClock(time: number): string {
  return new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** A gain with its arrow: "▲ 0.045", "▼ 0.013". */
export function formatGain(gain: number, decimals: number): string {
  if (shownGain(gain, decimals) === 0) return (0).toFixed(decimals);
  return `${gain >= 0 ? "▲" : "▼"}${NO_BREAK}${Math.abs(gain).toFixed(decimals)}`;
}

/** A gain as it is shown: 0.004 is none where two decimals are. */
export const shownGain = (gain: number, decimals: number): number => Number(gain.toFixed(decimals));

/** "1 trial", "2 trials". */
export const plural = (count: number, noun: string): string =>
  `${formatInteger(count)} ${noun}${count === 1 ? "" : "s"}`;
