import type { ClassStack } from "../../core/image/objects/classObjects.ts";
import { voxelCount } from "../../core/image/volume.ts";
import type { SurfaceSource } from "../studioApi.ts";
import type { DataRoom } from "./dataRoom.ts";
import type { OpenedStudy } from "./openedStudy.ts";

interface SeenParts {
  readonly data: Pick<DataRoom, "labelled">;
  readonly open: OpenedStudy;
}

/** Told before each slice that is predicted; false where no more of them is wanted. */
type Predicting = (done: number, planned: number) => boolean | Promise<boolean>;

/** The classes of every voxel: of the open labels, or those that a trial sees, slice by slice; null where they are not wanted any more. */
export async function seenStack(
  { data, open }: SeenParts,
  source: SurfaceSource,
  isWanted: Predicting,
): Promise<Pick<ClassStack, "shape" | "labels" | "voxelSizeNm"> | null> {
  if (source.of === "labels") return data.labelled();
  const { shape, voxelSizeNm } = open.study().study().spec.task;
  const labels = new Uint8Array(voxelCount(shape));
  for (let z = 0; z < shape[0]; z++) {
    if (!(await isWanted(z, shape[0]))) return null;
    labels.set(await open.seen().seen(source.trial, z), z * shape[1] * shape[2]);
  }
  return { shape, labels, voxelSizeNm };
}
