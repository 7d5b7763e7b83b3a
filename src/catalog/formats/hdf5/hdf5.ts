import type { Dataset, File as Hdf5File, Filter, Metadata } from "h5wasm";
import { boxShape, elementCount } from "../../../core/image/boxes.ts";
import { ELEMENT_BYTES, type ElementType } from "../../../core/image/elements.ts";
import { MASK_CLASSES_KEY, parseMaskClasses } from "../../../core/image/maskClasses.ts";
import type { Box, Format, ReadableArray } from "../../../core/image/format.ts";
import { plainAxes } from "../reading/axes.ts";
import { checkPiece, checkShape, refuse } from "../reading/refuse.ts";
import { attributedPlace, attributedSize } from "../reading/voxelSize.ts";
import { attempt, openHdf5, type H5Module, type OpenedHdf5 } from "./library.ts";
import { installFilters, unknownFilter } from "./plugins.ts";
import { taggedAxes } from "./taggedAxes.ts";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Where the signature may lie: at 0, or behind a block of the user's own. */
const STARTS = [0, 512, 1024, 2048, 4096];

/** HDF5, read with h5wasm (libhdf5) and the filters of h5wasm-plugins. Filters that neither has are refused by name, as the library would return garbage. */
export default {
  id: "hdf5",
  label: "HDF5",
  extensions: ["h5", "hdf5", "hdf", "emd", "ims", "nxs"],
  sniff: (head) => STARTS.some((start) => SIGNATURE.every((byte, at) => head[start + at] === byte)),
  async open(source) {
    const opened = await openHdf5(source);
    const arrays = await readAll(opened);
    return arrays.length > 0
      ? arrays
      : refuse("This HDF5 file holds no array. Look with h5ls which file holds the image.");
  },
} satisfies Format;

async function readAll({ file, module, close }: OpenedHdf5): Promise<readonly ReadableArray[]> {
  try {
    const found = datasetsOf(file);
    await installFilters(
      module,
      found.flatMap(({ path, dataset }) => attempt(() => dataset.filters, `The dataset ${path}`).map(({ id }) => id)),
    );
    const arrays = found
      .map(({ path, dataset }) => arrayOf({ module, file, dataset, name: path }))
      .filter((array) => array !== null);
    if (arrays.length === 0) close();
    return arrays.map((array) => ({ ...array, close }));
  } catch (error) {
    close();
    throw error;
  }
}

const MOST_OBJECTS = 100_000;

function datasetsOf(file: Hdf5File): readonly { readonly path: string; readonly dataset: Dataset }[] {
  const found: { path: string; dataset: Dataset }[] = [];
  attempt(() => {
    for (const path of file.paths().slice(0, MOST_OBJECTS)) {
      const entity = file.get(path);
      if (entity && "metadata" in entity && "filters" in entity) found.push({ path, dataset: entity });
    }
  }, "Its table of contents");
  return found;
}

interface Found extends Pick<OpenedHdf5, "module" | "file"> {
  readonly dataset: Dataset;
  readonly name: string;
}

/** The dataset as an array; null for text, single numbers and nothing at all. */
function arrayOf({ module, file, dataset, name }: Found): ReadableArray | null {
  const metadata = attempt(() => dataset.metadata, `The dataset ${name}`);
  const { shape } = metadata;
  if (!shape || shape.length === 0) return null;
  const dtype = typeOf(metadata);
  if (!dtype) return null;
  checkShape(
    shape.map((extent) => Math.max(1, extent)),
    dtype,
  );
  const refusal = refusalOf(metadata, dataset.filters, name);
  const axes = taggedAxes(dataset, { shape, dtype }) ?? plainAxes({ shape, dtype });
  return {
    name,
    shape,
    ...axes,
    dtype,
    ...sizeAndPlace(file, dataset, name, axes.axes),
    ...classesOf(dataset),
    description: `HDF5, ${shape.join(" × ")}, ${dtype}`,
    ...(refusal && { refusal }),
    warnings: [],
    read: (box) => Promise.resolve(refusal ? refuse(refusal) : readBox(module, dataset, { box, dtype, name })),
  };
}

const [INTEGER, FLOAT, BITFIELD, COMPOUND, ENUM] = [0, 1, 4, 6, 8];

function typeOf({ type, size, signed, compound_type: compound, enum_type: values }: Metadata): ElementType | null {
  const bits = size * 8;
  // h5py stores truth values as an enumeration.
  if (
    type === ENUM &&
    size === 1 &&
    Object.keys(values?.members ?? {})
      .sort()
      .join() === "FALSE,TRUE"
  )
    return "uint8";
  if (type === INTEGER || type === ENUM || type === BITFIELD)
    return [8, 16, 32, 64].includes(bits) ? (`${signed ? "" : "u"}int${bits}` as ElementType) : null;
  if (type === FLOAT) return [16, 32, 64].includes(bits) ? (`float${bits}` as ElementType) : null;
  const isPair =
    type === COMPOUND && compound?.nmembers === 2 && compound.members.every((member) => member.type === FLOAT);
  return isPair && (size === 8 || size === 16) ? `complex${bits as 64 | 128}` : null;
}

function refusalOf(
  { shape, virtual_sources: virtual }: Metadata,
  filters: readonly Filter[],
  name: string,
): string | undefined {
  if (shape?.some((extent) => extent === 0)) return `The dataset ${name} is empty (${shape.join(" × ")}).`;
  if (virtual && virtual.length > 0)
    return `The dataset ${name} is only a view of other files (${virtual[0]!.file_name}). Open those files.`;
  const unknown = filters.map(unknownFilter).filter((filter) => filter !== null);
  return unknown.length > 0
    ? `The dataset ${name} is compressed with ${unknown.join(" and ")}, which cannot be opened here; gzip, LZF, LZ4, Zstandard, bzip2, Blosc, bitshuffle, shuffle, fletcher32, szip, nbit and scale-offset can. Rewrite it with: h5repack -f GZIP=4 IN.h5 OUT.h5`
    : undefined;
}

interface Wanted {
  readonly box: Box;
  readonly dtype: ElementType;
  readonly name: string;
}

function readBox(module: H5Module, dataset: Dataset, { box, dtype, name }: Wanted): Uint8Array<ArrayBuffer> {
  const extent = boxShape(box);
  const bytes = elementCount(extent) * ELEMENT_BYTES[dtype];
  checkPiece(bytes, `The dataset ${name}`);
  return attempt(() => {
    const place = module._malloc(bytes);
    if (place === 0)
      refuse(`The dataset ${name} needs ${bytes} bytes of memory, which are not there. Choose a region of it.`);
    try {
      const status = module.get_dataset_data(
        dataset.file_id,
        dataset.path,
        extent.map(BigInt),
        box.map(({ from }) => BigInt(from)),
        extent.map(() => 1n),
        BigInt(place),
      );
      if (status < 0) refuse(`The dataset ${name} is damaged: a piece of it cannot be unpacked. Copy the file again.`);
      // The library has turned the bytes to little-endian, whatever the file says.
      return module.HEAPU8.slice(place, place + bytes);
    } finally {
      module._free(place);
    }
  }, `The dataset ${name}`);
}

/** The classes of a mask of ours. */
function classesOf(dataset: Dataset): Pick<ReadableArray, "maskClasses"> {
  const note = attributeOf(dataset, MASK_CLASSES_KEY);
  const maskClasses = typeof note === "string" ? parseMaskClasses(note) : undefined;
  return maskClasses ? { maskClasses } : {};
}

/** By the attributes of the dataset, else of the groups around it. */
function sizeAndPlace(
  file: Hdf5File,
  dataset: Dataset,
  name: string,
  axes: string,
): Pick<ReadableArray, "voxelSizeNm" | "geometry"> {
  const groups = name
    .split("/")
    .slice(0, -1)
    .map((_, depth, parts) => parts.slice(0, depth + 1).join("/"))
    .reverse();
  for (const holder of [dataset, ...groups.map((path) => groupAt(file, path)), file]) {
    if (!holder || !("attrs" in holder)) continue;
    const attribute = (asked: string) => attributeOf(holder, asked);
    const voxelSizeNm = attributedSize(attribute, axes);
    if (!voxelSizeNm) continue;
    const geometry = attributedPlace(attribute, axes, voxelSizeNm);
    return { voxelSizeNm, ...(geometry && { geometry }) };
  }
  return { voxelSizeNm: null };
}

/** Null where the library cannot open it: it is no reason to refuse the voxels. */
function groupAt(file: Hdf5File, path: string): ReturnType<Hdf5File["get"]> {
  try {
    return file.get(path);
  } catch {
    return null;
  }
}

/** Undefined where there is none, and where the library cannot read it: it is no reason to refuse the voxels. */
function attributeOf({ attrs }: Pick<Dataset, "attrs">, name: string): unknown {
  try {
    return name in attrs ? attrs[name]!.json_value : undefined;
  } catch {
    return undefined;
  }
}
