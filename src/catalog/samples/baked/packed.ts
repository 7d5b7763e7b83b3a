import type { Volume } from "../../../core/image/volume.ts";

/** A sample in a module of the page: 8-bit grey values and class indices, deflated, base64. */
export interface PackedStack extends Pick<Volume, "shape" | "voxelSizeNm"> {
  readonly image: string;
  readonly labels: string;
}
