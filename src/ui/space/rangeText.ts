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

/** A range as typed: "4 to 32", "4-32", "±4", "8"; null for anything else. Values are put in order and kept within the bounds. */
export function parseRangeText(text: string, [least, most]: Range, isDelta: boolean): Range | null {
  const clean = text.replaceAll("−", "-").trim();
  const clamp = (value: number) => Math.min(most, Math.max(least, value));
  const symmetric = /^±\s*(\d+(?:\.\d+)?)$/.exec(clean);
  if (symmetric && isDelta) return [clamp(-Number(symmetric[1])), clamp(Number(symmetric[1]))];
  const pair = /^([+-]?\d+(?:\.\d+)?)(?:\s*(?:to|–|\.\.|\s)\s*([+-]?\d+(?:\.\d+)?))?$/.exec(clean);
  if (!pair) return null;
  const [a, b] = [Number(pair[1]), Number(pair[2] ?? pair[1])];
  return [clamp(Math.min(a, b)), clamp(Math.max(a, b))];
}
