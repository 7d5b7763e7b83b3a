import type { Proof, TestTile } from "../../catalog/networkFormats/networkFormat.ts";
import { StudioError } from "../../core/errors.ts";
import { mostProbable } from "../../engine/mostProbable.ts";
import type { Values } from "../proof/onnxRuntime.ts";

/** How far a file may be from the studio's own network, by the deviation of the probabilities. */
export const MOST_DIFFERENCE = 1e-4;

/** Throws StudioError "NotProven" where what a file gives is not what the studio's own network does. */
export function compareScores({ data, shape }: Values, tile: TestTile, runtime: string): Proof {
  const { probabilities, outputSpatial, where } = tile;
  if (data.length !== probabilities.length)
    throw new StudioError(
      "NotProven",
      `Run by ${runtime}, the file gives ${shape.join(" × ")} numbers; the studio's own network gives ${outputSpatial.join(" × ")} for each class. It is not handed out.`,
    );
  const largest = probabilities.reduce((most, value, at) => Math.max(most, Math.abs(value - Number(data[at]))), 0);
  const relative = largest / (deviationOf(probabilities) || 1);
  if (!(relative <= MOST_DIFFERENCE))
    throw new StudioError(
      "NotProven",
      `Run by ${runtime} on ${where}, the file differs by ${largest.toExponential(1)} from the studio's own network, ${relative.toExponential(1)} of its deviation; more than ${MOST_DIFFERENCE} is not handed out. Please report this network.`,
    );
  return {
    runtime,
    where,
    largestDifference: largest,
    relativeDifference: relative,
    checkedAt: new Date().toISOString(),
  };
}

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
