import { classTable } from "../../core/image/classTable.ts";
import { countClasses, type LabelMap } from "../../core/image/labelMap.ts";
import { shortHash } from "../../core/random.ts";
import { automaticWindow, dtypeOf, histogram, intensities, type Volume } from "../../core/image/volume.ts";
import type { StackInfo } from "../studioApi.ts";
import type { OpenData, OpenStack } from "./openData.ts";

const HISTOGRAM_BINS = 128;
const infos = new WeakMap<OpenStack, Promise<StackInfo>>();

/** What the page shows of a stack; worked out once. */
export function infoOf(stack: OpenStack): Promise<StackInfo> {
  const known = infos.get(stack) ?? describe(stack);
  infos.set(stack, known);
  return known;
}

async function describe({
  name,
  bytes,
  decoded: { volume, description, warnings, subjects },
}: OpenStack): Promise<StackInfo> {
  const facts = intensities(volume);
  return {
    name,
    format: description,
    shape: volume.shape,
    dtype: dtypeOf(volume.data),
    bytes,
    voxelSizeNm: volume.voxelSizeNm,
    intensities: facts,
    histogram: histogram(volume, facts, HISTOGRAM_BINS),
    window: automaticWindow(volume, facts),
    hash: await hashOf(volume),
    warnings,
    ...(subjects && { subjects: subjects.map(({ name: subject, slices }) => ({ name: subject, slices })) }),
  };
}

/** SHA-256 where the page may use it (https and localhost), else a short checksum of the voxels. */
async function hashOf({ data }: Volume): Promise<string> {
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  if (!("subtle" in crypto))
    return shortHash(String(bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), 0x811c9dc5)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Share of each class in every slice: a row a class, a column a slice. */
export function presenceOf(labels: LabelMap): Float32Array<ArrayBuffer> {
  const [depth, height, width] = labels.shape;
  const presence = new Float32Array(labels.classes.length * depth);
  for (let z = 0; z < depth; z++) {
    const counts = countClasses(labels, z, z + 1);
    for (let index = 0; index < labels.classes.length; index++)
      presence[index * depth + z] = counts[index]! / (height * width);
  }
  return presence;
}

/** Of each class, in order; null where image and labels do not fit together. */
export function trainingVoxelsOf({ image, split }: OpenData, labels: LabelMap | null): readonly number[] | null {
  if (!image || !labels || !split || image.decoded.volume.shape.join() !== labels.shape.join()) return null;
  return classTable(labels, split, image.decoded.subjects).classes.map(({ voxels }) => voxels.train);
}
