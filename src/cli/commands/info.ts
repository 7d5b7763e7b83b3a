import { dtypeOf, intensities, shapeText } from "../../core/image/volume.ts";
import { readStack } from "../input.ts";
import type { Output } from "../output.ts";

/** `cristae info`: what a file or folder of slices holds. */
export async function info(path: string, output: Output): Promise<void> {
  const { volume, description, isColor, isLossy, warnings } = await readStack(path);
  const { min, max, mean } = intensities(volume);
  output.json({ type: "info", shape: volume.shape, dtype: dtypeOf(volume.data), min, max, mean, voxelSize: volume.voxelSizeNm, description, isColor, isLossy, warnings });
  output.say(`${description}\nshape ${shapeText(volume.shape)}, ${dtypeOf(volume.data)}, min ${min}, max ${max}, mean ${mean.toFixed(3)}, voxel size ${volume.voxelSizeNm ? `${volume.voxelSizeNm.join(" × ")} nm` : "not stated"}`);
  for (const warning of warnings) output.note(warning);
}
