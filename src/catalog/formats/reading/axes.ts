import type { StoredArray } from "../../../core/image/format.ts";

/** Axes of an array that does not name them: z, y, x, and before them channel and time; a last one of three or four is colours where they are 8 or 16-bit, channels where not. */
export function plainAxes({
  shape,
  dtype,
}: Pick<StoredArray, "shape" | "dtype">): Pick<StoredArray, "axes" | "samples"> {
  const last = shape.at(-1)!;
  const hasSamples = shape.length >= 3 && (last === 3 || last === 4) && shape.at(-2)! > 16 && shape.at(-3)! > 16;
  if (hasSamples)
    return {
      axes: `${namedAxes(shape.length - 1)}s`,
      samples: dtype === "uint8" || dtype === "uint16" ? "color" : "channels",
    };
  return { axes: namedAxes(shape.length) };
}

/** The last letters of "tczyx"; axes before them are called a, b and so on. */
export const namedAxes = (rank: number): string =>
  `${"abdefg".slice(0, Math.max(0, rank - 5))}${"tczyx".slice(Math.max(0, 5 - rank))}`;
