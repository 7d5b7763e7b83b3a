import type { Volume } from "../../../core/image/volume.ts";

/** Where the build keeps a sample: a file of 8-bit grey values and class indices behind one another, deflated. */
export interface PackedStack extends Pick<Volume, "shape" | "voxelSizeNm"> {
  readonly url: string;
}
