import type { StoredArray } from "../../../core/image/format.ts";

/** Axes of an array that does not name them: z, y, x, and before them channel and time; three or four short last ones are colours. */
export function plainAxes(shape: readonly number[]): Pick<StoredArray, "axes" | "samples"> {
  const last = shape.at(-1)!;
  const isColor = shape.length >= 3 && (last === 3 || last === 4) && shape.at(-2)! > 16 && shape.at(-3)! > 16;
  if (isColor) return { axes: `${namedAxes(shape.length - 1)}s`, samples: "color" };
  return { axes: namedAxes(shape.length) };
}

/** The last letters of "tczyx"; axes before them are called a, b and so on. */
export const namedAxes = (rank: number): string => `${"abdefg".slice(0, Math.max(0, rank - 5))}${"tczyx".slice(Math.max(0, 5 - rank))}`;
