/** A bar as long as its text says. */
export interface ScaleBar {
  /** In the pixels it is drawn in. */
  readonly width: number;
  readonly text: string;
}

/** The longest round length (1, 2, 5 × 10ⁿ nm) that takes at most `maxWidth` pixels. */
export function scaleBarOf(nmPerPixel: number, maxWidth: number): ScaleBar {
  const longest = nmPerPixel * maxWidth;
  const decade = 10 ** Math.floor(Math.log10(longest));
  const length = decade * ([5, 2].find((factor) => factor * decade <= longest) ?? 1);
  return { width: length / nmPerPixel, text: lengthText(length) };
}

/** A length in the largest of nm, µm and mm that it has one of at least, with three digits: "2 µm". */
export function lengthText(nm: number): string {
  const [unit, size] = nm >= 1e6 ? ["mm", 1e6] : nm >= 1000 ? ["µm", 1000] : ["nm", 1];
  return `${Number((nm / size).toPrecision(3))}\u00A0${unit}`;
}
