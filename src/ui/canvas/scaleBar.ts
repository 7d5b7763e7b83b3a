import { formatLength } from "../format.ts";

/** The longest round length (1, 2, 5 × 10ⁿ nm) that takes at most `maxWidth` screen pixels. */
export function scaleBarOf(nmPerPixel: number, maxWidth: number): { readonly width: number; readonly text: string } {
  const longest = nmPerPixel * maxWidth;
  const decade = 10 ** Math.floor(Math.log10(longest));
  const length = decade * ([5, 2].find((factor) => factor * decade <= longest) ?? 1);
  return { width: length / nmPerPixel, text: formatLength(length) };
}
