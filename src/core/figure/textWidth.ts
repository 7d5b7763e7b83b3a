import type { SetText } from "./mark.ts";

/** Widths of the letters " " to "~" in thousandths of their size: Adobe's metrics of Helvetica and Helvetica Bold. */
const REGULAR = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const BOLD = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
  556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
  280, 389, 584,
];
const OTHERS: Readonly<Record<string, number>> = {
  "\u00A0": 278,
  "\u202F": 278,
  "·": 278,
  "…": 1000,
  "×": 584,
  "±": 584,
  "−": 584,
};
/** Of a letter that is not in the tables. */
const USUAL = 600;
const FIRST = " ".charCodeAt(0);

/** How wide a text is set, in the unit of its size: what lays out a figure need not be able to draw. */
export function textWidth({ text, size, isBold = false }: SetText): number {
  const table = isBold ? BOLD : REGULAR;
  const widths = Array.from(text, (letter) => OTHERS[letter] ?? table[letter.charCodeAt(0) - FIRST] ?? USUAL);
  return (widths.reduce((sum, width) => sum + width, 0) * size) / 1000;
}

/** As much of a text as fits, with an ellipsis where something is missing. */
export function fitted(set: SetText, width: number): string {
  if (textWidth(set) <= width) return set.text;
  const letters = Array.from(set.text);
  while (letters.length > 0 && textWidth({ ...set, text: `${letters.join("").trimEnd()}…` }) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/** A text in lines that fit. */
export function wrapped(set: SetText, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of set.text.split(" ").filter((part) => part !== "")) {
    const longer = [...lines.slice(-1), word].join(" ");
    if (lines.length === 0 || textWidth({ ...set, text: longer }) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
