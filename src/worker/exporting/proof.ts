import type { Proof, TestTile } from "../../catalog/networkFormats/networkFormat.ts";
import { StudioError } from "../../core/errors.ts";
import { mostProbable } from "../../engine/mostProbable.ts";
import type { Values } from "../proof/onnxRuntime.ts";
import { ROUNDING_FACTOR } from "./rounding.ts";

/** How far a file may be from the studio's own network, by the deviation of the probabilities. */
export const MOST_DIFFERENCE = 1e-4;

/** How far values are from those wanted: the largest difference, and that by the deviation of what is wanted. */
export interface Difference {
  readonly largest: number;
  readonly relative: number;
}

/** NaN where something given is no number. */
export function differenceOf(given: Values["data"], wanted: Float32Array): Difference {
  const largest = wanted.reduce((most, value, at) => Math.max(most, Math.abs(value - Number(given[at]))), 0);
  return { largest, relative: largest / (deviationOf(wanted) || 1) };
}

/**
 * Throws StudioError "NotProven" where what a file gives is not what the studio's own network does. `rounding` tells how much that
 * network's own output changes, by its deviation, with the last bit of its input: it is asked where the file differs too much.
 */
export async function compareScores(
  { data, shape }: Values,
  { probabilities, outputSpatial, where }: TestTile,
  runtime: string,
  rounding: () => Promise<number>,
): Promise<Proof> {
  if (data.length !== probabilities.length)
    throw new StudioError(
      "NotProven",
      `Run by ${runtime}, the file gives ${shape.join(" × ")} numbers; the studio's own network gives ${outputSpatial.join(" × ")} for each class. It is not handed out.`,
    );
  const difference = differenceOf(data, probabilities);
  if (!(difference.relative <= MOST_DIFFERENCE))
    throw new StudioError(
      "NotProven",
      `Run by ${runtime} on ${where}, the file differs by ${difference.largest.toExponential(1)} from the studio's own network, ${difference.relative.toExponential(1)} of its deviation; more than ${MOST_DIFFERENCE} is not handed out. ${reasonOf(difference, await rounding())}`,
    );
  return {
    runtime,
    where,
    largestDifference: difference.largest,
    relativeDifference: difference.relative,
    checkedAt: new Date().toISOString(),
  };
}

/** Whose fault a difference is. A network that makes much of rounding gives other numbers on every machine, so that no file of it can be checked. */
const reasonOf = ({ relative }: Difference, rounding: number): string =>
  relative < ROUNDING_FACTOR * rounding
    ? `That is the network's own doing: the last bit of its grey values alone changes its output by ${rounding.toExponential(1)} of the deviation, so it would give other numbers on every machine. Train it again with a lower learning rate or for longer, or export another trial.`
    : "Please report this network.";

/** Classes that hardly differ in probability may be told apart either way. */
const TIE = 1e-5;

/** Throws StudioError "NotProven" where the classes of a file are not the most probable ones. */
export function checkClasses({ data }: Values, { probabilities, outputSpatial }: TestTile): void {
  const voxels = outputSpatial.reduce((product, extent) => product * extent, 1);
  const classes = probabilities.length / voxels;
  const scores = new Float32Array(classes);
  for (let voxel = 0; voxel < voxels; voxel++) {
    for (let index = 0; index < classes; index++) scores[index] = probabilities[index * voxels + voxel]!;
    const [wanted, given] = [mostProbable(scores, 0, classes), Number(data[voxel])];
    if (!(scores[given]! >= scores[wanted]! - TIE))
      throw new StudioError(
        "NotProven",
        `The file gives class ${given} where the studio's own network gives class ${wanted}. It is not handed out.`,
      );
  }
}

function deviationOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
