import { StudioError } from "../../core/errors.ts";
import type { TilePrediction } from "../../core/image/tiledPrediction.ts";
import { mostProbable } from "../../engine/mostProbable.ts";
import type { Values } from "../proof/onnxRuntime.ts";
import type { OutputForm } from "./form.ts";

/** What the numbers of a network's output are. */
export type Meaning =
  /** The class of each voxel. */
  | "classes"
  /** Between 0 and 1 for each class, or for the one class that is not background. */
  | "probabilities"
  /** Scores before a softmax, or of the one class before a sigmoid. */
  | "scores";

const ENDING: Readonly<Record<string, Meaning>> = {
  Softmax: "probabilities",
  Sigmoid: "probabilities",
  HardSigmoid: "probabilities",
  ArgMax: "classes",
};

/** What the numbers are: by the operation that made them, else by what they are themselves. */
export function meaningOf({ channels }: OutputForm, { data }: Values, lastOperation: string | null): Meaning {
  const isWhole = !(data instanceof Float32Array);
  if ((channels === null || channels === 1) && (isWhole || lastOperation === "ArgMax")) return "classes";
  const told = ENDING[lastOperation ?? ""];
  if (told && told !== "classes") return told;
  for (const value of data) if (Number(value) < 0 || Number(value) > 1) return "scores";
  return "probabilities";
}

export interface Reading {
  readonly form: OutputForm;
  readonly meaning: Meaning;
  /** How many classes there are where they are named. */
  readonly classes: number;
  /** The class that each channel, or each number of a map, stands for; of one channel that of the foreground. */
  readonly order: readonly number[] | undefined;
}

/** Classes and probabilities of one tile's output. Throws StudioError "BadNetworkFile" for a class that does not exist. */
export function readTile({ data }: Values, reading: Reading, withProbabilities: boolean): TilePrediction {
  if (reading.meaning === "classes") return readClasses(data, reading, withProbabilities);
  const probabilities = probabilitiesOf(data, reading);
  const { classes } = reading;
  return { probabilities, labelAt: (voxel) => mostProbable(probabilities, voxel * classes, classes) };
}

function readClasses(data: Values["data"], { classes, order }: Reading, withProbabilities: boolean): TilePrediction {
  const labelAt = (voxel: number): number => {
    const number = Number(data[voxel]);
    const label = order ? (order[number] ?? -1) : number;
    if (label >= 0 && label < classes) return label;
    throw new StudioError(
      "BadNetworkFile",
      `This network gives class ${number}; there are ${order ? `${order.length} named` : `classes 0 to ${classes - 1}`}.`,
    );
  };
  if (!withProbabilities) return { labelAt };
  const probabilities = new Float32Array(data.length * classes);
  for (let voxel = 0; voxel < data.length; voxel++) probabilities[voxel * classes + labelAt(voxel)] = 1;
  return { labelAt, probabilities };
}

/** [voxel][class], each voxel's adding up to 1. */
function probabilitiesOf(data: Values["data"], { form, meaning, classes, order }: Reading): Float32Array {
  const channels = form.channels ?? 1;
  const voxels = data.length / channels;
  const result = new Float32Array(voxels * classes);
  const at = (voxel: number, channel: number) =>
    Number(form.isChannelLast ? data[voxel * channels + channel] : data[channel * voxels + voxel]);
  if (channels === 1) {
    const foreground = order?.[0] ?? 1;
    for (let voxel = 0; voxel < voxels; voxel++) {
      const share = meaning === "scores" ? 1 / (1 + Math.exp(-at(voxel, 0))) : at(voxel, 0);
      result[voxel * classes + foreground] = share;
      result[voxel * classes + 1 - foreground] = 1 - share;
    }
    return result;
  }
  const values = new Float64Array(channels);
  for (let voxel = 0; voxel < voxels; voxel++) {
    for (let channel = 0; channel < channels; channel++) values[channel] = at(voxel, channel);
    if (meaning === "scores") exponentials(values);
    const sum = values.reduce((total, value) => total + value, 0) || 1;
    for (let channel = 0; channel < channels; channel++)
      result[voxel * classes + (order?.[channel] ?? channel)]! += values[channel]! / sum;
  }
  return result;
}

function exponentials(values: Float64Array): void {
  const most = Math.max(...values);
  for (let index = 0; index < values.length; index++) values[index] = Math.exp(values[index]! - most);
}
