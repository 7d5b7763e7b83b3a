import { originNm } from "../../../core/image/geometry.ts";
import type { MaskClass } from "../../../core/image/maskClasses.ts";
import type { Shape3 } from "../../../core/image/volume.ts";
import { bytesOfColor } from "../classColors.ts";
import type { ExportStack } from "../stack.ts";

/** Where the array of a level lies, and how many voxels of the finest are in one of it. */
interface Level {
  readonly path: string;
  readonly factors: Shape3;
}

/** The levels of one image (OME-NGFF, "multiscales"), but for the version. Their origin is the centre of the first voxel, which moves as voxels grow. */
export function multiscale(name: string, stack: ExportStack, levels: readonly Level[]) {
  const { channels, voxelSizeNm } = stack;
  const origin = (originNm(stack) ?? [0, 0, 0]).toReversed();
  const size = voxelSizeNm ?? [1, 1, 1];
  const space = ["z", "y", "x"].map((axis) => ({
    name: axis,
    type: "space",
    ...(voxelSizeNm && { unit: "nanometer" }),
  }));
  return {
    name,
    axes: [...(channels ? [{ name: "c", type: "channel" }] : []), ...space],
    datasets: levels.map(({ path, factors }) => {
      const scale = size.map((nm, axis) => nm * factors[axis]!);
      const place = origin.map((nm, axis) => nm + ((factors[axis]! - 1) / 2) * size[axis]!);
      const isPlaced = place.some((nm) => nm !== 0);
      return {
        path,
        coordinateTransformations: [
          { type: "scale", scale: [...(channels ? [1] : []), ...scale] },
          ...(isPlaced ? [{ type: "translation", translation: [...(channels ? [0] : []), ...place] }] : []),
        ],
      };
    }),
  };
}

/** Names and colours of the values of a label image (OME-NGFF, "image-label"), but for the version; what is not painted is transparent. */
export const imageLabel = (classes: readonly MaskClass[]) => ({
  colors: classes.map(({ value, color }) => ({
    "label-value": value,
    rgba: [...bytesOfColor(color), color === "none" ? 0 : 255],
  })),
  properties: classes.map(({ value, name }) => ({ "label-value": value, name })),
  source: { image: "../../" },
});
