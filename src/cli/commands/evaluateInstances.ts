import { StudioError } from "../../core/errors.ts";
import { parseLabelValues } from "../../core/image/labelValues.ts";
import { instanceScores, type InstanceScores, type MatchingScores } from "../../core/image/objects/instanceScores.ts";
import { withoutOutside } from "../../core/image/subjects.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import type { VoxelArray } from "../../core/image/volume.ts";
import { readPairedValues, type MaskPairFlags, type PairedValues } from "../maskPair.ts";
import { round, type Output } from "../output.ts";

/** `cristae evaluate --instances`: objects against known ones, by their numbers, of which there may be any number. */
export async function evaluateInstances(
  paths: { readonly truth: string; readonly mask: string },
  { unlabelled, ignore, match, ...read }: MaskPairFlags,
  output: Output,
): Promise<void> {
  if (match !== undefined)
    throw new StudioError(
      "BadInput",
      "--match is of classes; objects are compared by where they lie, whatever their numbers.",
    );
  const { truth, mask } = await readPairedValues(paths, read, output);
  const leftOut = new Set([
    NaN,
    ...(unlabelled === undefined ? [] : parseLabelValues("--unlabelled", unlabelled)),
    ...(ignore === undefined ? [] : parseLabelValues("--ignore", ignore)),
  ]);
  const [known, found] = [numbersOf(truth), numbersOf(mask)];
  checkNumbers(paths.truth, known, leftOut);
  checkNumbers(paths.mask, found, new Set([NaN]));
  const isOutside = outsideOf(truth);
  const counts = (at: number) => !leftOut.has(known[at]!) && !isOutside(at);
  const predicted = found.map((value) => (Number.isNaN(value) ? 0 : value));
  const scores = instanceScores(predicted, known, counts);
  if (scores.objects.truth === 0)
    output.note("The labels have no objects: only what was falsely found can be counted.");
  output.json({ type: "scores", instances: true, ...scoresJson(scores) });
  output.say(scoresText(scores));
}

const numbersOf = ({ values: { volume }, place }: PairedValues) => volume.data.subarray(place.from, place.to);

/** What lies outside of the volumes of several subjects does not count. */
function outsideOf({ values: { volume, subjects }, place }: PairedValues): (at: number) => boolean {
  if (!subjects) return () => false;
  const data = new Uint8Array(volume.data.length);
  const inside = withoutOutside({ shape: volume.shape, data, classes: [] }, subjects).data;
  return (at) => inside[place.from + at] === UNLABELLED;
}

/** Throws StudioError "BadInput" for numbers that no object can have. */
function checkNumbers(path: string, numbers: VoxelArray, leftOut: ReadonlySet<number>): void {
  const wrong = numbers.find((number) => number < 0 && !leftOut.has(number));
  if (wrong !== undefined)
    throw new StudioError(
      "BadInput",
      `${path} has the value ${wrong}. Objects are numbered from 1, 0 is none; if nobody annotated the labels there, say so with --unlabelled ${wrong}.`,
    );
}

const rounded = (value: number | null): number | null => (value === null ? null : round(value));

/** The scores of each threshold by name, then by threshold. */
const byThreshold = (matching: InstanceScores["matching"], name: keyof MatchingScores) =>
  Object.fromEntries([...matching].map(([threshold, scores]) => [String(threshold), rounded(scores[name])]));

function scoresJson(scores: InstanceScores): Readonly<Record<string, unknown>> {
  const { matching, objects, variationOfInformation: information } = scores;
  return {
    adaptedRandError: rounded(scores.adaptedRandError),
    adaptedRandPrecision: rounded(scores.adaptedRandPrecision),
    adaptedRandRecall: rounded(scores.adaptedRandRecall),
    variationOfInformation: information && { split: round(information.split), merge: round(information.merge) },
    adjustedRandIndex: rounded(scores.adjustedRandIndex),
    averagePrecision: byThreshold(matching, "averagePrecision"),
    panopticQuality: rounded(matching.get(0.5)!.panopticQuality),
    ...Object.fromEntries(
      (
        [
          "precision",
          "recall",
          "f1",
          "segmentationQuality",
          "truePositives",
          "falsePositives",
          "falseNegatives",
        ] as const
      ).map((name) => [name, byThreshold(matching, name)]),
    ),
    panopticQualityByThreshold: byThreshold(matching, "panopticQuality"),
    objects,
  };
}

function scoresText(scores: InstanceScores): string {
  const { objects, matching, variationOfInformation: information } = scores;
  const half = matching.get(0.5)!;
  const text = (value: number | null | undefined) => value?.toFixed(4) ?? "none";
  return [
    `${objects.prediction} objects against ${objects.truth} known: ${half.truePositives} found, ${half.falseNegatives} missed, ${half.falsePositives} invented (at an IoU of 0.5)`,
    `adapted Rand error ${text(scores.adaptedRandError)}, variation of information ${text(information?.split)} split and ${text(information?.merge)} merged (bits), adjusted Rand index ${text(scores.adjustedRandIndex)}`,
    `average precision ${text(half.averagePrecision)} at 0.5, ${text(matching.get(0.75)!.averagePrecision)} at 0.75; panoptic quality ${text(half.panopticQuality)}`,
  ].join("\n");
}
