import { gzipSync, zlibSync } from "fflate";
import { asciiJson } from "../../../core/asciiJson.ts";
import { dtypeOf, type VoxelArray } from "../../../core/image/volume.ts";
import { NUMPY_TYPES, type ExportedFile } from "../stack.ts";

type Json = Readonly<Record<string, unknown>>;

export interface ZarrArray {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly data: VoxelArray;
}

/** How a version of Zarr writes groups, arrays and chunks, and a version of OME-Zarr its metadata within. */
export interface ZarrLayout {
  /** `ome` holds what OME-NGFF says of the group, without versions. */
  readonly group: (path: string, attributes: { readonly ome: Json }) => readonly ExportedFile[];
  readonly array: (path: string, array: ZarrArray) => ExportedFile;
  readonly chunk: (path: string, index: readonly number[], bytes: Uint8Array<ArrayBuffer>) => ExportedFile;
}

/** In ASCII: zarr-python 2 reads nothing else. */
const jsonFile = (folder: string, name: string, value: unknown): ExportedFile => ({
  path: folder === "" ? name : `${folder}/${name}`,
  bytes: new TextEncoder().encode(asciiJson(value, 1)),
});

const LEVEL = 6;

/** Zarr v2 with zlib and OME-Zarr 0.4, whose metadata are attributes of their own, each with its version. */
export const zarr2: ZarrLayout = {
  group: (path, { ome, ...others }) => [
    jsonFile(path, ".zgroup", { zarr_format: 2 }),
    jsonFile(path, ".zattrs", { ...versioned(ome), ...others }),
  ],
  array: (path, { shape, chunks, data }) =>
    jsonFile(path, ".zarray", {
      zarr_format: 2,
      shape,
      chunks,
      dtype: NUMPY_TYPES[dtypeOf(data)]!,
      compressor: { id: "zlib", level: LEVEL },
      fill_value: 0,
      order: "C",
      filters: null,
      dimension_separator: "/",
    }),
  chunk: (path, index, bytes) => ({ path: `${path}/${index.join("/")}`, bytes: zlibSync(bytes, { level: LEVEL }) }),
};

function versioned(ome: Json): Json {
  const version = "0.4";
  const { multiscales, "image-label": imageLabel } = ome;
  return {
    ...ome,
    ...(Array.isArray(multiscales) && { multiscales: multiscales.map((each: Json) => ({ version, ...each })) }),
    ...(imageLabel !== undefined && { "image-label": { version, ...(imageLabel as Json) } }),
  };
}

/** Zarr v3 with gzip and OME-Zarr 0.5, whose metadata are in one attribute with one version. */
export const zarr3: ZarrLayout = {
  group: (path, { ome, ...others }) => [
    jsonFile(path, "zarr.json", {
      zarr_format: 3,
      node_type: "group",
      attributes: { ome: { version: "0.5", ...ome }, ...others },
    }),
  ],
  array: (path, { shape, chunks, data }) =>
    jsonFile(path, "zarr.json", {
      zarr_format: 3,
      node_type: "array",
      shape,
      data_type: dtypeOf(data),
      chunk_grid: { name: "regular", configuration: { chunk_shape: chunks } },
      chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
      fill_value: 0,
      codecs: [
        { name: "bytes", configuration: { endian: "little" } },
        { name: "gzip", configuration: { level: LEVEL } },
      ],
      dimension_names: Array.from("czyx".slice(-shape.length)),
      attributes: {},
    }),
  chunk: (path, index, bytes) => ({
    path: `${path}/c/${index.join("/")}`,
    bytes: gzipSync(bytes, { level: LEVEL, mtime: 0 }),
  }),
};
