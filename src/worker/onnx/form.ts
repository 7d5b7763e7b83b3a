import { StudioError } from "../../core/errors.ts";
import type { TensorFacts } from "../proof/onnxRuntime.ts";

/** How a network takes an image. */
export interface OnnxForm {
  readonly dimension: 2 | 3;
  readonly isChannelLast: boolean;
  /** Extents along the axes of the network; a free one is null. */
  readonly extents: readonly (number | null)[];
}

/** What the input of a network says of the images it takes. Throws StudioError "BadNetworkFile" saying what it takes and what could be run. */
export function formOf({ shape, type, name }: TensorFacts): OnnxForm {
  const given = `The input "${name}" of this network is ${type} [${shape.map((extent) => extent ?? "?").join(", ")}]`;
  const refuse = (because: string) => new StudioError("BadNetworkFile", `${given}; ${because}`);
  if (type !== "float32") throw refuse("networks of float32 can be run.");
  if (shape.length !== 4 && shape.length !== 5)
    throw refuse(
      "networks of [batch, channel, y, x] or [batch, channel, z, y, x] can be run, or with the channel last.",
    );
  const [batch, second] = shape;
  const last = shape.at(-1)!;
  if (batch !== null && batch !== 1)
    throw refuse(`it takes ${batch} images at once; a batch of 1 or a free one can be run.`);
  const isChannelLast = last === 1 && second !== 1;
  const channels = isChannelLast ? last : second;
  if (channels !== null && channels !== 1)
    throw refuse(`it takes ${channels} channels, and a stack of grey values has 1.`);
  return {
    dimension: shape.length === 4 ? 2 : 3,
    isChannelLast,
    extents: isChannelLast ? shape.slice(1, -1) : shape.slice(2),
  };
}

/** The shape of an input of such extents. */
export const inputShape = ({ isChannelLast }: OnnxForm, spatial: readonly number[]): readonly number[] =>
  isChannelLast ? [1, ...spatial, 1] : [1, 1, ...spatial];

/** How a network gives what it sees. */
export interface OutputForm {
  /** Null for a map of classes. */
  readonly channels: number | null;
  readonly isChannelLast: boolean;
  readonly spatial: readonly number[];
}

/** What came of an image of such extents, by its shape. Throws StudioError "BadNetworkFile". */
export function outputForm(shape: readonly number[], input: OnnxForm, spatial: readonly number[]): OutputForm {
  if (shape.length === input.dimension + 1) return { channels: null, isChannelLast: false, spatial: shape.slice(1) };
  const [first, last] = [shape.slice(2), shape.slice(1, -1)];
  if (shape.length !== input.dimension + 2)
    throw new StudioError(
      "BadNetworkFile",
      `This network makes [${shape.join(", ")}] of an image of ${spatial.join(" × ")} voxels, which is no segmentation: [1, class, ${spatial.join(", ")}] would be one.`,
    );
  const isChannelLast = equal(last, spatial) || (input.isChannelLast && !equal(first, spatial));
  return {
    channels: isChannelLast ? shape.at(-1)! : shape[1]!,
    isChannelLast,
    spatial: isChannelLast ? last : first,
  };
}

const equal = (one: readonly number[], other: readonly number[]): boolean =>
  one.every((value, index) => value === other[index]);
