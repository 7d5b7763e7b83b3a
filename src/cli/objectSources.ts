import { StudioError } from "../core/errors.ts";
import type { DecodedFile } from "../core/image/format.ts";
import { MAX_CLASSES, proposeMapping, UNLABELLED } from "../core/image/labelMap.ts";
import { parseLabelValues, valueText, wholeLabels } from "../core/image/labelValues.ts";
import { shapeText, type Volume } from "../core/image/volume.ts";
import { greyVolume, readStack } from "./input.ts";
import type { ObjectFlags } from "./objectRules.ts";
import type { Output } from "./output.ts";

/** A mask as labels, 0 for what is none. */
export type ReadMask = Pick<DecodedFile, "maskClasses"> & {
  readonly path: string;
  readonly volume: Volume;
  readonly labels: Uint32Array<ArrayBuffer>;
  /** Whether there are more values than classes could have. */
  readonly areMany: boolean;
};

/** Reads a class map or numbered objects. Throws StudioError "BadInput" for values that are neither. */
export async function readMask(
  path: string,
  { dataset, channel, time, channelsAsSlices, ...flags }: ObjectFlags,
  output: Output,
): Promise<ReadMask> {
  const decoded = await readStack(path, {
    ...(dataset !== undefined && { dataset }),
    ...(channel !== undefined && { channel }),
    ...(time !== undefined && { time }),
    ...(channelsAsSlices !== undefined && { channelsAsSlices }),
  });
  const { volume, notes } = wholeLabels(decoded.volume, path);
  for (const note of [...decoded.warnings, ...notes]) output.note(`${path}: ${note}`);
  const values = new Set(volume.data);
  const areMany = values.size > MAX_CLASSES;
  const given = flags.unlabelled === undefined ? undefined : parseLabelValues("--unlabelled", flags.unlabelled);
  const none = areMany || flags.numbered ? [NaN, ...(given ?? [])] : unlabelledIn(volume, decoded.isColor, given);
  const wrong = [...values].find((value) => value < 0 && !none.includes(value));
  if (wrong !== undefined)
    throw new StudioError(
      "BadInput",
      `${path} has the value ${wrong}. Classes and objects are numbered from 1, 0 is none; if nobody annotated there, say so with --unlabelled ${wrong}.`,
    );
  const left = none.filter((value) => values.has(value) && value !== 0);
  if (left.length > 0)
    output.note(
      `${path}: voxels of ${left.map((value) => valueText(value, decoded.isColor)).join(", ")} are no objects: nobody annotated them.`,
    );
  const isNone = new Set(left);
  const labels = Uint32Array.from(volume.data, (value) => (isNone.has(value) ? 0 : value));
  return { ...(decoded.maskClasses && { maskClasses: decoded.maskClasses }), path, volume, labels, areMany };
}

const unlabelledIn = (volume: Volume, isColor: boolean, unlabelled: readonly number[] | undefined): readonly number[] =>
  proposeMapping(volume, { isColor, ...(unlabelled && { unlabelled }) }).values.flatMap(({ value, classIndex }) =>
    classIndex === UNLABELLED ? [value] : [],
  );

/** Reads the image or the boundary that lies beside a mask, voxel by voxel; null without one. */
export async function readBeside(
  what: "image" | "boundary",
  flags: ObjectFlags,
  { path, volume: { shape } }: Pick<ReadMask, "path" | "volume">,
): Promise<Volume | null> {
  const [place, dataset, channel] = [flags[what], flags[`${what}Dataset`], flags[`${what}Channel`]];
  if (place === undefined) return null;
  const decoded = await readStack(
    place,
    {
      ...(dataset !== undefined && { dataset }),
      ...(channel !== undefined && { channel }),
      ...(flags.channelsAsSlices !== undefined && { channelsAsSlices: flags.channelsAsSlices }),
    },
    { channelFlag: `--${what}-channel` },
  );
  const volume = greyVolume(decoded, { image: place });
  const [own, other] = [shape, volume.shape].map(shapeText);
  if (own !== other) throw new StudioError("BadInput", `The sizes differ. ${path} is ${own}, ${place} is ${other}.`);
  return volume;
}
