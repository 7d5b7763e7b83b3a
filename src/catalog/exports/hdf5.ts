import type { Dataset, File } from "h5wasm";
import { originNm } from "../../core/image/geometry.ts";
import { MASK_CLASSES_KEY, maskClassesText } from "../../core/image/maskClasses.ts";
import type { ExportStack, StackWriter } from "./stack.ts";

/** HDF5 as ilastik and funlib read it: one dataset, "mask" or "probabilities", with gzip, its axes, voxel size and offset. */
export default {
  id: "hdf5",
  label: "HDF5",
  extensions: ["h5", "hdf5"],
  keeps: "alongAxes",
  keepsVoxelSize: true,
  holdsChannels: true,
  keepsClasses: () => true,
  maskTypes: ["uint8", "uint16", "int16"],
  write: async (name, stack) => [{ path: `${name}.h5`, bytes: await encodeHdf5(stack) }],
} satisfies StackWriter;

const [CHUNK_SIDE, GZIP_LEVEL] = [256, 4];

let written = 0;

async function encodeHdf5(stack: ExportStack): Promise<Uint8Array<ArrayBuffer>> {
  const { File, ready } = await import("h5wasm");
  const { FS } = await ready;
  const path = `written${written++}.h5`;
  try {
    const file = new File(path, "w");
    try {
      writeStack(file, stack);
    } finally {
      file.close();
    }
    return FS.readFile(path, { encoding: "binary" }).slice();
  } finally {
    FS.unlink(path);
  }
}

function writeStack(file: File, stack: ExportStack): void {
  const shape = [...(stack.channels ? [stack.channels] : []), ...stack.shape];
  const dataset = file.create_dataset({
    name: stack.channels ? "probabilities" : "mask",
    data: stack.data,
    shape,
    chunks: shape.map((extent, axis) => (axis < shape.length - 2 ? 1 : Math.min(extent, CHUNK_SIDE))),
    compression: GZIP_LEVEL,
  });
  describe(dataset, stack);
}

/** Attributes in use: "resolution" and "offset" in nm (funlib, CREMI), "element_size_um" (ilastik, PlantSeg), "axistags" (ilastik). */
function describe(dataset: Dataset, stack: ExportStack): void {
  const { channels, voxelSizeNm, maskClasses } = stack;
  const keys = channels ? "czyx" : "zyx";
  dataset.create_attribute(
    "axistags",
    JSON.stringify({
      axes: Array.from(keys, (key) => ({ key, typeFlags: key === "c" ? 1 : 2, resolution: 0, description: "" })),
    }),
  );
  const origin = originNm(stack)?.toReversed();
  if (voxelSizeNm) {
    dataset.create_attribute("resolution", Float64Array.from(voxelSizeNm));
    dataset.create_attribute(
      "element_size_um",
      Float64Array.from(voxelSizeNm, (nm) => nm / 1000),
    );
  }
  if (origin) dataset.create_attribute("offset", Float64Array.from(origin));
  if (maskClasses) dataset.create_attribute(MASK_CLASSES_KEY, maskClassesText(maskClasses));
}
