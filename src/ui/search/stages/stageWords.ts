/** "stage 1", "stages 1, 3". */
export const stagesText = (from: readonly number[]): string =>
  from.length === 1 ? `stage ${from[0]! + 1}` : `stages ${from.map((index) => index + 1).join(", ")}`;

/** In the middle of a sentence: "random sampling", but "CRS2". */
export const uncapitalised = (label: string): string =>
  /^[A-Z][A-Z0-9]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
