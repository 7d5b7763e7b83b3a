import { unzlibSync } from "fflate";
import type { LabelMap } from "../../../core/image/labelMap.ts";
import type { Volume } from "../../../core/image/volume.ts";
import { samples } from "../index.ts";
import { fetchedPart } from "../fetchedPart.ts";
import type { PackedStack } from "./packed.ts";

export interface BakedSample {
  readonly volume: Volume;
  readonly labels: LabelMap;
}

/** The bytes of a file that the build has put beside the code. */
export type ReadPart = (url: string) => Promise<Uint8Array>;

/** A sample as the build made it, the same as its own `create()` gives, only at once. Throws StudioError "UnknownId", and what reading throws. */
export async function bakedSample(id: string, read: ReadPart = fetchedPart): Promise<BakedSample> {
  const { classes } = samples.get(id);
  const { default: stacks } = await import("virtual:samples/stacks");
  return unpacked(stacks[id] as PackedStack, classes, read);
}

/** Its middle slice, for its card. Throws StudioError "UnknownId", and "NotLoaded". */
export async function bakedPicture(id: string): Promise<BakedSample> {
  const { classes } = samples.get(id);
  const { default: pictures } = await import("virtual:samples/pictures");
  return unpacked(pictures[id] as PackedStack, classes, fetchedPart);
}

async function unpacked(
  { shape, voxelSizeNm, url }: PackedStack,
  classes: LabelMap["classes"],
  read: ReadPart,
): Promise<BakedSample> {
  const bytes = unzlibSync(await read(url));
  const half = bytes.length / 2;
  return {
    volume: { shape, voxelSizeNm, data: bytes.slice(0, half) },
    labels: { shape, data: bytes.slice(half), classes },
  };
}
