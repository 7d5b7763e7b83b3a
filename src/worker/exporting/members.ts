import { StudioError } from "../../core/errors.ts";
import type { Network } from "../../core/network/network.ts";
import { predictionPart, weightsOfNodes } from "../../core/network/outputs.ts";
import { togetherAsOne } from "../../core/network/together.ts";
import type { WeightSet } from "../../core/network/weights.ts";
import { voxelCount } from "../../core/image/volume.ts";
import type { Recipe } from "../../core/space/recipe.ts";
import { combinedAs, fileOf, membersOf } from "../../core/study/architecture.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import type { BoxScores } from "../../engine/predicting.ts";
import { decodeWeights } from "../../engine/weights.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import { keptWeights } from "../artifacts.ts";
import type { Pool } from "../pool.ts";
import { trainingOf } from "../session.ts";

/** A network that an exported one is made of, and how often it counts. */
export interface ExportedMember {
  readonly network: Network;
  readonly recipe: Recipe;
  /** As they are kept. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly count: number;
}

/**
 * The trial itself, or the networks that it is the mean of. Throws StudioError "NotFound" where weights were not kept, "BadInput" for a
 * vote, which is no network, for members that see whole images, and for those that are files already.
 */
export async function exportedMembers(
  study: Study,
  folder: StudyFolder,
  trial: Trial,
): Promise<readonly ExportedMember[]> {
  const counted = membersOf(trial);
  const members = counted.length > 0 ? counted : [{ trial: trial.id, count: 1 }];
  if (counted.length > 1 && combinedAs(trial) === "vote")
    throw notOne(study, trial, "the vote of its members, which is no network");
  const found: ExportedMember[] = [];
  for (const { trial: id, count } of members) {
    const member = study.trials.at(id)!;
    if (fileOf(member)) throw notOne(study, trial, `made of ${member.label}, which is an ONNX file already`);
    const { network, recipe } = trainingOf(study, member);
    found.push({ network, recipe, count, bytes: await keptWeights(folder, id, member.label) });
  }
  if (found.length > 1 && found.some(({ recipe }) => recipe.input === "wholeImage"))
    throw notOne(study, trial, "made of networks that see whole images, each resampled to its own size");
  return found;
}

function notOne(study: Study, trial: Trial, what: string): StudioError {
  const labels = membersOf(trial).map((member) => study.trials.at(member.trial)!.label);
  return new StudioError(
    "BadInput",
    `Trial ${trial.label} is ${what}, so it cannot be one file.${labels.length > 0 ? ` Export its members one by one: ${labels.join(", ")}.` : ""}`,
  );
}

/** The network of one, or the mean of several, with its weights. */
export function asOneNetwork(
  members: readonly ExportedMember[],
  classes: number,
): { readonly network: Network; readonly weights: WeightSet } {
  const [only, ...others] = members.map(({ bytes, ...member }) => ({
    ...member,
    weights: decodeWeights(bytes).weights,
  }));
  if (others.length > 0) return togetherAsOne([only!, ...others], classes);
  const network = predictionPart(only!.network);
  return { network, weights: weightsOfNodes(network, only!.weights) };
}

/** What the engine itself says of a box: the mean over the members, each by itself, on the extents that all of them predict. */
export async function scoredTogether(
  members: readonly ExportedMember[],
  pool: Pick<Pool, "scoreBox">,
  values: Float32Array<ArrayBuffer>,
  spatial: readonly number[],
): Promise<BoxScores> {
  const scored: (BoxScores & { readonly count: number })[] = [];
  for (const { network, bytes, count } of members)
    scored.push({ ...(await pool.scoreBox({ network, weights: bytes }, values, spatial)), count });
  if (scored.length === 1) return scored[0]!;
  const common = spatial.map((_, axis) => Math.min(...scored.map((one) => one.spatial[axis]!)));
  const total = scored.reduce((sum, { count }) => sum + count, 0);
  const parts = scored.map((one) => ({ ...one, probabilities: centreOf(one, common) }));
  const probabilities = new Float32Array(parts[0]!.probabilities.length);
  for (const part of parts)
    for (let at = 0; at < probabilities.length; at++)
      probabilities[at]! += (part.probabilities[at]! * part.count) / total;
  return { spatial: common, probabilities };
}

/** The common centre of a box's scores, [voxel][class]. */
function centreOf({ spatial, probabilities }: BoxScores, common: readonly number[]): Float32Array<ArrayBuffer> {
  const [depth, height, width] = toThree(spatial);
  const [planes, rows, columns] = toThree(common);
  const classes = probabilities.length / voxelCount([depth, height, width]);
  const [z0, y0, x0] = [depth - planes, height - rows, width - columns].map((more) => Math.floor(more / 2)) as [
    number,
    number,
    number,
  ];
  const result = new Float32Array(planes * rows * columns * classes);
  for (let row = 0; row < planes * rows; row++) {
    const from = (((z0 + Math.floor(row / rows)) * height + y0 + (row % rows)) * width + x0) * classes;
    result.set(probabilities.subarray(from, from + columns * classes), row * columns * classes);
  }
  return result;
}

const toThree = (extents: readonly number[]): readonly [number, number, number] =>
  [1, 1, ...extents].slice(-3) as unknown as readonly [number, number, number];
