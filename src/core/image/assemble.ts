import { checksum } from "../checksum.ts";
import { hash128 } from "../random.ts";
import { checkSameShape, checkSplit, type Dataset, type Split } from "./dataset.ts";
import { refuseUnteachable } from "./checkClasses.ts";
import type { LabelMap } from "./labelMap.ts";
import { checkBorders, withoutOutside, type Joined } from "./subjects.ts";

/** Image, labels and split as one dataset. Throws StudioError "BadInput" where they do not fit together, and where no training on them could mean anything. */
export function assembleDataset(name: string, joined: Joined, labels: LabelMap, split: Split): Dataset {
  const { volume, subjects } = joined;
  checkSameShape(volume.shape, labels.shape);
  checkSplit(volume.shape, split);
  checkBorders(split, subjects);
  const inside = withoutOutside(labels, subjects);
  refuseUnteachable(inside, split, subjects);
  return { id: datasetId(joined, labels, split), name, volume, ...(subjects && { subjects }), labels: inside, split };
}

/** The same voxels, classes and split have the same id on every machine: 32 hexadecimal digits. Not cryptographic. */
function datasetId({ volume, subjects }: Joined, labels: LabelMap, split: Split): string {
  const bytes = new Uint8Array(volume.data.buffer, volume.data.byteOffset, volume.data.byteLength);
  const text = JSON.stringify([
    volume.shape,
    volume.data.constructor.name,
    labels.classes.length,
    split,
    subjects ?? null,
    checksum(bytes),
    checksum(labels.data),
  ]);
  return hash128(text)
    .map((word) => (word >>> 0).toString(16).padStart(8, "0"))
    .join("");
}
