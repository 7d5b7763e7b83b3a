import { unzlibSync } from "fflate";
import type { LabelMap } from "../../../core/image/labelMap.ts";
import type { Volume } from "../../../core/image/volume.ts";
import { samples } from "../index.ts";
import type { PackedStack } from "./packed.ts";

export interface BakedSample {
  readonly volume: Volume;
  readonly labels: LabelMap;
}

/** A sample as the build made it, the same as its own `create()` gives, only at once. Throws StudioError "UnknownId". */
export async function bakedSample(id: string): Promise<BakedSample> {
  const { classes } = samples.get(id);
  const { default: stacks } = await import("virtual:samples/stacks");
  return unpacked((await stacks[id]!()).default as PackedStack, classes);
}

/** Its middle slice, for its card. Throws StudioError "UnknownId". */
export async function bakedPicture(id: string): Promise<BakedSample> {
  const { classes } = samples.get(id);
  const { default: pictures } = await import("virtual:samples/pictures");
  return unpacked(pictures[id] as PackedStack, classes);
}

function unpacked({ shape, voxelSizeNm, image, labels }: PackedStack, classes: LabelMap["classes"]): BakedSample {
  return { volume: { shape, voxelSizeNm, data: bytesOf(image) }, labels: { shape, data: bytesOf(labels), classes } };
}

const bytesOf = (base64: string): Uint8Array =>
  unzlibSync(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
