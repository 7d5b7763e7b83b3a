import { StudioError } from "../errors.ts";
import type { Volume } from "./volume.ts";

/** How far a real number may be from a whole one to stand for it: what resampling with nearest neighbours and 32-bit arithmetic leave. */
const NEARLY_WHOLE = 1e-4;

/** Labels whose real numbers were made whole, and what there is to say of it. */
export interface WholeLabels<V extends Pick<Volume, "data">> {
  readonly volume: V;
  readonly notes: readonly string[];
}

/** Labels as whole numbers (NaN, which stands for "unlabelled", stays); `name` begins the refusal. Throws StudioError "BadInput" for numbers that are not whole: probabilities, or a mask with smoothed edges. */
export function wholeLabels<V extends Pick<Volume, "data">>(labels: V, name = "The labels"): WholeLabels<V> {
  const { data } = labels;
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return { volume: labels, notes: [] };
  const rounded = Float64Array.from(data, (value) => Math.round(value) + 0);
  let [off, broken, example] = [0, 0, 0];
  for (const [at, value] of data.entries()) {
    if (Number.isNaN(value) || (value === rounded[at] && Number.isFinite(value))) continue;
    if (Math.abs(value - rounded[at]!) <= NEARLY_WHOLE) off++;
    else {
      broken++;
      example = value;
    }
  }
  if (broken > 0)
    throw new StudioError(
      "BadInput",
      `${name}: ${broken} of ${data.length} voxels hold fractions, such as ${Number(example.toPrecision(4))}. Class labels are whole numbers; these are probabilities, or a mask whose edges were smoothed (antialiased). Save it without interpolation, or threshold it.`,
    );
  const notes = off > 0 ? [`${off} label values were within ${NEARLY_WHOLE} of a whole number and were rounded.`] : [];
  return { volume: { ...labels, data: rounded }, notes };
}

/** "255,-1,nan" as numbers; "none" is an empty list. Throws StudioError "BadInput" naming the flag. */
export function parseLabelValues(flag: string, text: string): readonly number[] {
  if (text.trim().toLowerCase() === "none") return [];
  return text.split(",").map((word) => {
    const plain = word.trim().toLowerCase();
    const value = plain === "nan" ? NaN : Number(plain.replace(/^#/, "0x"));
    if (plain === "" || (Number.isNaN(value) && plain !== "nan"))
      throw new StudioError(
        "BadInput",
        `${flag} is "${text}"; write label values with commas between them, such as 255,-1,nan, or #ff0000 for a colour, or none.`,
      );
    return value;
  });
}

/** A label value as it is written for people. */
export const valueText = (value: number, isColor = false): string =>
  isColor ? `#${value.toString(16).padStart(6, "0")}` : String(value);
