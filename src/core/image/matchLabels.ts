import { StudioError } from "../errors.ts";
import { proposeMapping, UNLABELLED } from "./labelMap.ts";
import { valueText } from "./labelValues.ts";
import type { MaskClass } from "./maskClasses.ts";
import type { Volume } from "./volume.ts";

/** Labels or a mask, as whole numbers. */
export interface ValuedLabels {
  readonly volume: Pick<Volume, "data">;
  readonly isColor: boolean;
  readonly maskClasses?: readonly MaskClass[];
}

export interface MatchOptions {
  /** Values of the truth that nobody annotated; proposed from the values where it is not given. */
  readonly unlabelled?: readonly number[];
  /** Values of the truth that do not count, as if nobody had annotated them. */
  readonly ignore?: readonly number[];
  /** Value of the truth that a value of the prediction stands for, where they differ. */
  readonly same?: ReadonlyMap<number, number>;
}

/** Truth and prediction as indices of the same classes. */
export interface MatchedLabels {
  /** Value of each class, ascending. */
  readonly values: readonly number[];
  readonly names: readonly (string | undefined)[];
  /** Class index, or UNLABELLED. */
  readonly truth: Uint8Array<ArrayBuffer>;
  /** Class index, or the number of classes for what is none of them. */
  readonly prediction: Uint8Array<ArrayBuffer>;
  readonly notes: readonly string[];
}

/** What a file's values stand for: its own numbers, or those that a mask's table gives. */
type Reading = ReadonlyMap<number, number>;

/**
 * Brings truth and prediction to the same classes by their values or colours, or by the values that a mask's table names. Either
 * may lack classes of the other: what the truth lacks counts as falsely seen. Throws StudioError "BadInput" with both lists where
 * each has values that the other does not know.
 */
export function matchLabels(
  truth: ValuedLabels,
  prediction: ValuedLabels,
  { unlabelled, ignore = [], same = new Map() }: MatchOptions = {},
): MatchedLabels {
  const mapped = proposeMapping(truth.volume, { isColor: truth.isColor, ...(unlabelled && { unlabelled }) }).values;
  const leftOut = new Set([
    ...ignore,
    ...mapped.filter(({ classIndex }) => classIndex === UNLABELLED).map(({ value }) => value),
  ]);
  const known = mapped.map(({ value }) => value).filter((value) => !leftOut.has(value));
  const seen = proposeMapping(prediction.volume, { isColor: prediction.isColor }).values;
  const predicted = seen
    .filter(({ value, classIndex }) => !leftOut.has(value) && (classIndex !== UNLABELLED || known.includes(value)))
    .map(({ value }) => value);
  const [ofTruth, ofPrediction] = readings(truth, prediction, same, { known, predicted });
  const classesOf = (values: readonly number[], reading: Reading) => [
    ...new Set(values.map((value) => reading.get(value) ?? value)),
  ];
  const [truths, predictions] = [classesOf(known, ofTruth), classesOf(predicted, ofPrediction)];
  const values = [...new Set([...truths, ...predictions])].sort((a, b) => a - b);
  const unanswered = seen
    .filter(({ value }) => !leftOut.has(value) && !predicted.includes(value))
    .map(({ value }) => value);
  if (truths.length === 0)
    throw new StudioError("BadInput", "No voxel of the labels is left to score: all are unlabelled or ignored.");
  const extra = predictions.filter((value) => !truths.includes(value));
  const text = (value: number) => valueText(value, truth.isColor);
  const table = [...(truth.maskClasses ?? []), ...(prediction.maskClasses ?? [])];
  return {
    values,
    names: values.map((value) => table.find((each) => each.values?.includes(value) ?? each.value === value)?.name),
    truth: indexed(
      truth.volume.data,
      mapped.map(({ value }) => value),
      (value) => (leftOut.has(value) ? UNLABELLED : values.indexOf(ofTruth.get(value) ?? value)),
    ),
    prediction: indexed(
      prediction.volume.data,
      seen.map(({ value }) => value),
      (value) => (predicted.includes(value) ? values.indexOf(ofPrediction.get(value) ?? value) : values.length),
    ),
    notes: [
      ...(leftOut.size > 0 ? [`Voxels labelled ${[...leftOut].map(text).join(", ")} do not count.`] : []),
      ...(extra.length > 0
        ? [
            `The prediction has ${extra.map(text).join(", ")}, which the labels do not have: all of it counts as falsely seen.`,
          ]
        : []),
      ...(prediction.maskClasses && ofPrediction.size === 0 && tableReading(prediction.maskClasses).size > 0
        ? ["The class table of the prediction does not fit the labels; its numbers were taken as they are stored."]
        : []),
      ...(unanswered.length > 0
        ? [
            `Voxels that the prediction leaves open (${unanswered.map(text).join(", ")}) count as wrong wherever the labels have a class.`,
          ]
        : []),
    ],
  };
}

interface Values {
  readonly known: readonly number[];
  readonly predicted: readonly number[];
}

/**
 * The first way of reading both in which one of them knows all values of the other. What the user says holds before a mask's own
 * table, and a table before bare numbers, which are taken as they are only where the table says nothing else of them.
 * Throws StudioError "BadInput".
 */
function readings(
  truth: ValuedLabels,
  prediction: ValuedLabels,
  same: Reading,
  { known, predicted }: Values,
): readonly [Reading, Reading] {
  const table = prediction.maskClasses ?? [];
  const byTable = tableReading(table);
  const plain: Reading = new Map();
  const isContradicted = [...byTable].some(([stored, value]) => known.includes(value) && stored !== value);
  const ways: readonly Reading[] =
    same.size > 0
      ? [new Map([...byTable, ...same])]
      : table.length > 0
        ? [byTable, ...(isContradicted ? [] : [plain])]
        : [plain];
  for (const ofPrediction of ways) {
    // Values that were merged into one class of the mask are one class of the labels, too.
    const merged = ofPrediction === byTable ? mergedReading(table) : plain;
    for (const ofTruth of [merged, ...(truth.maskClasses ? [tableReading(truth.maskClasses)] : [])]) {
      const [truths, predictions] = [
        known.map((value) => ofTruth.get(value) ?? value),
        predicted.map((value) => ofPrediction.get(value) ?? value),
      ];
      if (isWithin(truths, predictions) || isWithin(predictions, truths)) return [ofTruth, ofPrediction];
    }
  }
  const list = (values: readonly number[], { isColor }: ValuedLabels) =>
    values.map((value) => valueText(value, isColor)).join(", ");
  const moved = predicted.map((value) => ways[0]!.get(value) ?? value);
  const strange = list(
    moved.filter((value) => !known.includes(value)),
    prediction,
  );
  throw new StudioError(
    "BadInput",
    `The values do not fit. The labels have ${list(known, truth)}, the prediction has ${list(moved, prediction)}; the labels do not know ${strange}, the prediction lacks ${list(
      known.filter((value) => !moved.includes(value)),
      truth,
    )}. Say which belong together, such as --match ${valueText(
      predicted.find((value) => !known.includes(ways[0]!.get(value) ?? value))!,
      prediction.isColor,
    )}=${valueText(
      known.find((value) => !moved.includes(value))!,
      truth.isColor,
    )}.`,
  );
}

const isWithin = (values: readonly number[], others: readonly number[]): boolean =>
  values.every((value) => others.includes(value));

const tableReading = (classes: readonly MaskClass[]): Reading =>
  new Map(classes.flatMap(({ value, values = [] }) => (values.length > 0 ? [[value, values[0]!] as const] : [])));

const mergedReading = (classes: readonly MaskClass[]): Reading =>
  new Map(classes.flatMap(({ values = [] }) => values.map((value) => [value, values[0]!] as const)));

/** Indices of voxels by their values, each looked up once. */
function indexed(
  data: Volume["data"],
  values: readonly number[],
  indexOf: (value: number) => number,
): Uint8Array<ArrayBuffer> {
  const known = new Map(values.map((value) => [value, indexOf(value)]));
  const indices = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) indices[at] = known.get(data[at]!)!;
  return indices;
}
