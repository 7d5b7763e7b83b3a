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

const lengthText = (nm: number): string =>
  nm >= 1000 ? `${Number((nm / 1000).toPrecision(3))}\u00A0µm` : `${Number(nm.toPrecision(3))}\u00A0nm`;
