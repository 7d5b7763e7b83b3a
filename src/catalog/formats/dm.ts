import { elementCount } from "../../core/image/boxes.ts";
import { ELEMENT_BYTES, type ElementType } from "../../core/image/elements.ts";
import type { Format, ReadableArray, ByteSource } from "../../core/image/format.ts";
import { contiguousReader } from "./reading/contiguous.ts";
import { namedAxes } from "./reading/axes.ts";
import { readTags, type Stretch, type TagTree } from "./reading/dmTags.ts";
import { refuse } from "./reading/refuse.ts";
import { nmPerUnit } from "./reading/units.ts";

/** Gatan DigitalMicrograph DM3 and DM4: the images of the file without its thumbnail. */
export default {
  id: "dm",
  label: "DM3 / DM4",
  extensions: ["dm3", "dm4"],
  sniff: (head, name) =>
    (head[0] === 0 && head[1] === 0 && head[2] === 0 && (head[3] === 3 || head[3] === 4) && head.length > 16) ||
    /\.dm[34]$/i.test(name),
  async open(source) {
    const { tree, isLittleEndian, version } = await readTags(source);
    const images = Object.entries(child(tree, "ImageList")).map(([index, image]) => ({
      index,
      image: image as TagTree,
    }));
    const shown = images.length > 1 ? images.slice(1) : images;
    if (shown.length === 0) refuse(`This DM${version} file has no image. Save it from DigitalMicrograph again.`);
    return shown.map(({ image }, index) =>
      arrayOf(source, child(image, "ImageData"), {
        name: shown.length > 1 ? `image ${index}` : "",
        isLittleEndian,
        version,
      }),
    );
  },
} satisfies Format;

/** Codes of DigitalMicrograph (DataType); packed colours are 32 bits, blue first. */
const TYPES: Readonly<Record<number, ElementType>> = {
  1: "int16",
  2: "float32",
  3: "complex64",
  6: "uint8",
  7: "int32",
  9: "int8",
  10: "uint16",
  11: "uint32",
  12: "float64",
  13: "complex128",
  14: "uint8",
  39: "int64",
  40: "uint64",
};

interface Place {
  readonly name: string;
  readonly isLittleEndian: boolean;
  readonly version: number;
}

function arrayOf(source: ByteSource, image: TagTree, { name, isLittleEndian, version }: Place): ReadableArray {
  const [code, data, calibrations] = [
    Number(image.DataType),
    image.Data,
    child(child(image, "Calibrations"), "Dimension"),
  ];
  const dtype =
    TYPES[code] ??
    refuse(
      `Its pixels are of DigitalMicrograph type ${code}${code === 23 ? " (packed colours)" : ""}; grey images of whole and real numbers can be opened. Convert it to a grey image there.`,
    );
  const shape = Object.values(child(image, "Dimensions")).map(Number).toReversed();
  if (typeof data !== "object" || !("offset" in data))
    refuse(`This DM${version} file names an image without pixels. Save it from DigitalMicrograph again.`);
  const { offset, bytes } = data as Stretch;
  const needed = elementCount(shape) * ELEMENT_BYTES[dtype];
  if (bytes !== needed)
    refuse(
      `Its header says ${shape.join(" × ")} pixels of ${dtype}, ${needed} bytes, but ${bytes} are there. The file is damaged.`,
    );
  return {
    name,
    shape,
    axes: namedAxes(shape.length),
    dtype,
    voxelSizeNm: voxelSize(calibrations, shape.length),
    description: `DM${version}, ${shape.join(" × ")}, ${dtype}`,
    warnings: [],
    read: contiguousReader({ source, offset, shape, dtype, isLittleEndian }),
  };
}

const child = (tree: TagTree, name: string): TagTree => {
  const found = tree[name];
  return typeof found === "object" && !("offset" in found) ? found : {};
};

function voxelSize(dimensions: TagTree, rank: number): ReadableArray["voxelSizeNm"] {
  const sizes = Array.from({ length: Math.min(3, rank) }, (_, axis) => {
    const { Scale: scale, Units: units } = child(dimensions, String(axis));
    return Math.abs(Number(scale)) * (nmPerUnit((units as Stretch | undefined)?.text ?? "") ?? Number.NaN);
  });
  const [x = Number.NaN, y = Number.NaN, z = x] = sizes;
  return [z, y, x].every((size) => Number.isFinite(size) && size > 0) ? [z, y, x] : null;
}
