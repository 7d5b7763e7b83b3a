import { StudioError } from "../core/errors.ts";
import type { Range } from "../core/image/dataset.ts";
import { parseLabelValues, wholeLabels } from "../core/image/labelValues.ts";
import { matchLabels, type MatchedLabels, type ValuedLabels } from "../core/image/matchLabels.ts";
import { withoutOutside, type Joined } from "../core/image/subjects.ts";
import { shapeText, type Shape3 } from "../core/image/volume.ts";
import { parseRange, readStack, type ReadFlags } from "./input.ts";
import type { Output } from "./output.ts";

/** `dataset` is an array of the first file, `channel` and the other flags of reading hold for both where they have such an axis. */
export interface MaskPairFlags extends Omit<ReadFlags, "complex"> {
  readonly maskDataset?: string;
  readonly slices?: string;
  readonly unlabelled?: string;
  readonly ignore?: string;
  readonly match?: string;
}

/** Two masks of one stack as indices of the same classes, on the slices that are meant. */
export interface MaskPair {
  readonly matched: MatchedLabels;
  readonly truth: ReadValues;
  readonly region: {
    readonly shape: Shape3;
    /** How many classes there are. */
    readonly classes: number;
    readonly truth: Uint8Array<ArrayBuffer>;
    /** Class index, or the number of classes for what is none of them. */
    readonly prediction: Uint8Array<ArrayBuffer>;
  };
}

/** A file's values with the slices of it that are meant. */
export interface PairedValues {
  readonly values: ReadValues;
  readonly place: Place;
}

interface Place {
  readonly shape: Shape3;
  readonly from: number;
  readonly to: number;
}

type PairFlags = Omit<MaskPairFlags, "unlabelled" | "ignore" | "match">;

/**
 * Reads two files that lie voxel upon voxel; a mask of the chosen slices alone lies beside those. Throws StudioError "BadInput" where
 * sizes or slices do not fit.
 */
export async function readPairedValues(
  paths: { readonly truth: string; readonly mask: string },
  { slices, dataset, maskDataset, ...read }: PairFlags,
  output: Output,
): Promise<{ readonly truth: PairedValues; readonly mask: PairedValues }> {
  const range = slices === undefined ? null : parseRange("--slices", slices);
  const truth = await readValues(paths.truth, { ...read, ...(dataset !== undefined && { dataset }) }, output);
  const mask = await readValues(
    paths.mask,
    { ...read, ...(maskDataset !== undefined && { dataset: maskDataset }) },
    output,
  );
  const isWhole = mask.volume.shape[0] === truth.volume.shape[0];
  const [ofTruth, ofMask] = [placeOf(truth, range), placeOf(mask, isWhole ? range : null)];
  checkSameSize(ofTruth.shape, ofMask.shape);
  return { truth: { values: truth, place: ofTruth }, mask: { values: mask, place: ofMask } };
}

/**
 * Reads labels that hold and a mask beside them, whose values say which classes are the same. Throws StudioError "BadInput" where
 * sizes, slices or classes do not fit.
 */
export async function readMaskPair(
  paths: { readonly truth: string; readonly mask: string },
  { unlabelled, ignore, match, ...read }: MaskPairFlags,
  output: Output,
): Promise<MaskPair> {
  const options = {
    ...(unlabelled !== undefined && { unlabelled: parseLabelValues("--unlabelled", unlabelled) }),
    ...(ignore !== undefined && { ignore: parseLabelValues("--ignore", ignore) }),
    ...(match !== undefined && { same: parsePairs(match) }),
  };
  const { truth, mask } = await readPairedValues(paths, read, output);
  const matched = withinSubjects(matchLabels(truth.values, mask.values, options), truth.values);
  for (const note of matched.notes) output.note(note);
  return {
    matched,
    truth: truth.values,
    region: {
      shape: truth.place.shape,
      classes: matched.values.length,
      truth: matched.truth.subarray(truth.place.from, truth.place.to),
      prediction: matched.prediction.subarray(mask.place.from, mask.place.to),
    },
  };
}

type ReadValues = ValuedLabels & Joined;

async function readValues(path: string, flags: ReadFlags, output: Output): Promise<ReadValues> {
  const decoded = await readStack(path, flags);
  const { volume, notes } = wholeLabels(decoded.volume, path);
  for (const note of [...decoded.warnings, ...notes]) output.note(`${path}: ${note}`);
  const { isColor, maskClasses, subjects } = decoded;
  return { volume, isColor, ...(maskClasses && { maskClasses }), ...(subjects && { subjects }) };
}

/** What lies outside of the volumes of several subjects does not count. */
function withinSubjects(matched: MatchedLabels, { volume: { shape }, subjects }: ReadValues): MatchedLabels {
  return {
    ...matched,
    truth: withoutOutside({ shape, data: matched.truth, classes: [] }, subjects).data as Uint8Array<ArrayBuffer>,
  };
}

/** Voxels of the slices chosen, and their shape. Throws StudioError "BadInput" beyond the stack. */
function placeOf({ volume: { shape } }: ReadValues, range: Range | null): Place {
  const [depth, height, width] = shape;
  const { from, to } = range ?? { from: 0, to: depth };
  if (to > depth || from >= to)
    throw new StudioError("BadInput", `--slices is ${from}:${to}; the labels have ${depth} slices.`);
  return { shape: [to - from, height, width], from: from * height * width, to: to * height * width };
}

function checkSameSize(labels: Shape3, prediction: Shape3): void {
  if (labels.join() !== prediction.join())
    throw new StudioError(
      "BadInput",
      `The sizes differ. The labels are ${shapeText(labels)}, the prediction is ${shapeText(prediction)}. Choose matching slices with --slices FROM:TO.`,
    );
}

/** "255=1,128=2": values of the prediction, and those of the labels that they stand for. Throws StudioError "BadInput". */
function parsePairs(text: string): ReadonlyMap<number, number> {
  const pairs = text.split(",").map((pair) => {
    const [prediction, labels, ...more] = pair.split("=");
    if (prediction === undefined || labels === undefined || more.length > 0)
      throw new StudioError(
        "BadInput",
        `--match is "${text}"; write PREDICTION=LABELS, such as 255=1, with commas between several.`,
      );
    return [parseLabelValues("--match", prediction)[0]!, parseLabelValues("--match", labels)[0]!] as const;
  });
  const map = new Map(pairs);
  if (map.size < pairs.length)
    throw new StudioError("BadInput", `--match is "${text}"; it says of one value of the prediction that it is two.`);
  return map;
}
