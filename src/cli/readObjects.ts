import { StudioError } from "../core/errors.ts";
import { parseLabelValues } from "../core/image/labelValues.ts";
import { findObjects, type FoundObjects } from "../core/image/objects/findObjects.ts";
import { measureObjects, type MeasuredObject } from "../core/image/objects/measureObjects.ts";
import { numberedObjects } from "../core/image/objects/numberedObjects.ts";
import type { Objects } from "../core/image/objects/objects.ts";
import type { Volume } from "../core/image/volume.ts";
import { partingOf, refuseFinding, type ObjectFlags } from "./objectRules.ts";
import { readBeside, readMask, type ReadMask } from "./objectSources.ts";
import type { Output } from "./output.ts";

/** Objects of a mask with their measures, in the order of `ids`. */
export interface ReadObjects {
  readonly ids: Objects["ids"];
  readonly measured: readonly MeasuredObject[];
  readonly volume: Volume;
  readonly dimensions: 2 | 3;
  readonly unit: "nm" | "px";
  readonly voxelSize: Volume["voxelSizeNm"];
  readonly nameOf: (label: number) => string | undefined;
}

/** Reads a mask, finds what is asked for in it, and measures that. Throws StudioError "BadInput" for flags and files that do not fit. */
export async function readObjects(path: string, flags: ObjectFlags, output: Output): Promise<ReadObjects> {
  const mask = await readMask(path, flags, output);
  const image = await readBeside("image", flags, mask);
  const boundary = await readBeside("boundary", flags, mask);
  const { shape } = mask.volume;
  const voxelSize = flags.voxelSize ?? mask.volume.voxelSizeNm ?? image?.voxelSizeNm ?? null;
  const dimensions = shape[0] === 1 || flags.sliceBySlice ? 2 : 3;
  const { objects, labels, numbers } = objectsOf(mask, flags, { boundary, voxelSize });
  const measured = measureObjects(objects, {
    ...{ shape, labels, dimensions, spacing: voxelSize ?? [1, 1, 1] },
    ...(image && { image: image.data }),
  });
  noteLeft(labels, objects, flags, output);
  const names = new Map(mask.maskClasses?.map(({ value, name }) => [value, name]));
  return {
    ids: objects.ids,
    measured: numbers ? measured.map((each, index) => ({ ...each, id: numbers[index]!, label: null })) : measured,
    volume: { ...mask.volume, voxelSizeNm: voxelSize },
    ...{ dimensions, voxelSize },
    unit: voxelSize ? "nm" : "px",
    nameOf: (label) => names.get(label),
  };
}

type Found = FoundObjects & {
  /** Those that the objects came with. */
  readonly numbers?: readonly number[];
};

function objectsOf(
  { path, volume: { shape }, labels, areMany }: ReadMask,
  flags: ObjectFlags,
  { boundary, voxelSize }: { readonly boundary: Volume | null; readonly voxelSize: Volume["voxelSizeNm"] },
): Found {
  const { minimum = 1, fillHoles = false, sliceBySlice = false } = flags;
  if (flags.numbered || areMany) {
    refuseFinding(path, flags);
    return { ...numberedObjects(labels, minimum), labels };
  }
  const [z, y, x] = voxelSize ?? [1, 1, 1];
  const finest = Math.min(z, y, x);
  return findObjects(flags.class === undefined ? labels : ofClass(labels, flags.class), shape, {
    parting: partingOf(flags, boundary),
    spacing: [z / finest, y / finest, x / finest],
    ...{ minimum, fillHoles, sliceBySlice },
  });
}

function ofClass(labels: Uint32Array, text: string): Uint32Array<ArrayBuffer> {
  const [value, ...more] = parseLabelValues("--class", text);
  if (!(value! > 0) || more.length > 0)
    throw new StudioError("BadInput", `--class is "${text}"; name one value of the mask above 0, such as 1.`);
  return Uint32Array.from(labels, (label) => (label === value ? label : 0));
}

function noteLeft(labels: Uint32Array, { ids }: Objects, flags: ObjectFlags, output: Output): void {
  const mask = labels.reduce((count, label) => count + (label === 0 ? 0 : 1), 0);
  const taken = ids.reduce((count, id) => count + (id === 0 ? 0 : 1), 0);
  if (mask === 0)
    output.note(
      `The mask has no voxels${flags.class === undefined ? " but 0" : ` of class ${flags.class}`}: no objects.`,
    );
  else if (taken < mask)
    output.note(`${mask - taken} of ${mask} voxels are in no object: too small a one, or none that a seed reaches.`);
}
