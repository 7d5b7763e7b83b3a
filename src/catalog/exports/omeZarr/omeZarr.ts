import { labelPyramid } from "../../../core/image/labelPyramid.ts";
import { MASK_CLASSES_KEY } from "../../../core/image/maskClasses.ts";
import type { ExportedFile, ExportStack, StackWriter } from "../stack.ts";
import { chunkFiles } from "./chunks.ts";
import { imageLabel, multiscale } from "./metadata.ts";
import { zarr2, zarr3, type ZarrLayout } from "./layouts.ts";

/** Planes of the coarsest level of a mask are at most so long and wide. */
const COARSEST_SIDE = 256;

/** The name of the mask among the labels of its image. */
const LABEL = "classes";

/** OME-Zarr 0.4 on Zarr v2. */
export const omeZarr04 = writerFor("omeZarr", "OME-Zarr 0.4", zarr2);

/** OME-Zarr 0.5 on Zarr v3. */
export const omeZarr05 = writerFor("omeZarr05", "OME-Zarr 0.5", zarr3);

function writerFor(id: string, label: string, layout: ZarrLayout): StackWriter {
  return {
    id,
    label,
    extensions: ["zarr"],
    keeps: "alongAxes",
    keepsVoxelSize: true,
    holdsChannels: true,
    keepsClasses: () => true,
    maskTypes: ["uint8", "uint16", "int16"],
    write: (name, stack) => {
      const isMask = stack.maskClasses !== undefined && stack.channels === undefined;
      const files = isMask ? maskFiles(name, stack, layout) : imageFiles(name, stack, layout);
      return files.map((file) => ({ ...file, path: `${name}.zarr/${file.path}` }));
    },
  };
}

/** An image of one level: class probabilities, a channel a class. */
function imageFiles(name: string, stack: ExportStack, layout: ZarrLayout): readonly ExportedFile[] {
  const levels = [{ ...stack, factors: [1, 1, 1] as const, path: "0" }];
  return [
    ...layout.group("", { ome: { multiscales: [multiscale(name, stack, levels)] }, ...noteOf(stack) }),
    ...levels.flatMap((level) => chunkFiles(level.path, level, layout)),
  ];
}

/**
 * A mask as labels (OME-NGFF's "labels" group) in several resolutions, with the names and colours of its classes. The group around it
 * names the same levels as its image, so that it opens in programs that know no labels, too.
 */
function maskFiles(name: string, stack: ExportStack, layout: ZarrLayout): readonly ExportedFile[] {
  const levels = labelPyramid(stack, stack.voxelSizeNm ?? [1, 1, 1], COARSEST_SIDE).map((level, index) => ({
    ...level,
    path: String(index),
  }));
  const group = `labels/${LABEL}`;
  const inside = levels.map((level) => ({ ...level, path: `${group}/${level.path}` }));
  return [
    ...layout.group("", { ome: { multiscales: [multiscale(name, stack, inside)] }, ...noteOf(stack) }),
    ...layout.group("labels", { ome: { labels: [LABEL] } }),
    ...layout.group(group, {
      ome: { multiscales: [multiscale(LABEL, stack, levels)], "image-label": imageLabel(stack.maskClasses!) },
    }),
    ...inside.flatMap((level) => chunkFiles(level.path, level, layout)),
  ];
}

const noteOf = ({ maskClasses }: ExportStack) => (maskClasses ? { [MASK_CLASSES_KEY]: { classes: maskClasses } } : {});
