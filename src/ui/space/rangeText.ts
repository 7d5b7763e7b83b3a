import type { Parsed } from "../controls/useTypedField.ts";

/** Both ends are part of it. */
export type Range = readonly [low: number, high: number];

const signed = (value: number): string => (value < 0 ? `−${trimmed(-value)}` : value > 0 ? `+${trimmed(value)}` : "0");
const trimmed = (value: number): string => String(+value.toFixed(2));

/** "4 to 32"; of deltas "± 4", or "−2 to +4". */
export function rangeText([low, high]: Range, isDelta: boolean): string {
  if (!isDelta) return low === high ? plain(low) : `${plain(low)} to ${plain(high)}`;
  return low === -high ? `±\u00A0${trimmed(high)}` : `${signed(low)} to ${signed(high)}`;
}

const plain = (value: number): string => (value < 0 ? `−${trimmed(-value)}` : trimmed(value));

const NUMBER = String.raw`[+-]?\d+(?:\.\d+)?`;
const PAIR = new RegExp(String.raw`^(${NUMBER})(?:\s*(?:to|–|-|\.\.|\s)\s*(${NUMBER}))?$`);
const SYMMETRIC = /^±\s*(\d+(?:\.\d+)?)$/;

/** A range as typed, in either order: "4 to 32", "4-32", "±4", "8"; or in a sentence why it is none, or leaves the bounds. */
export function parseRangeText(text: string, [least, most]: Range, isDelta: boolean): Parsed<Range> {
  const clean = text.replaceAll("−", "-").trim();
  const symmetric = isDelta ? SYMMETRIC.exec(clean) : null;
  const pair = symmetric ? [`-${symmetric[1]!}`, symmetric[1]!] : PAIR.exec(clean)?.slice(1);
  if (!pair) return { problem: `“${text.trim()}” is no range; write it as “${rangeText([least, most], isDelta)}”.` };
  const ends = [Number(pair[0]), Number(pair[1] ?? pair[0])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (low < least) return { problem: `${plain(low)} is less than ${plain(least)}.` };
  if (high > most) return { problem: `${plain(high)} is more than ${plain(most)}.` };
  return { value: [low, high] };
}
