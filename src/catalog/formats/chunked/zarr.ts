import { byNaturalOrder } from "../../../core/image/fileNames.ts";
import type { FolderFormat, ReadableArray, SourceFolder } from "../../../core/image/format.ts";
import { MASK_CLASSES_KEY, maskClassesIn } from "../../../core/image/maskClasses.ts";
import { refuse } from "../reading/refuse.ts";
import { subFolder } from "../reading/sources.ts";
import { unreadableArray } from "../reading/unreadable.ts";
import { findJson, listOf, recordOf, textOf, type Json } from "./json.ts";
import { attributedPlace, attributedSize } from "../reading/voxelSize.ts";
import { axesOf, multiscalesOf, type Scale } from "./ome.ts";
import { openZarr2 } from "./zarr2.ts";
import { openZarr3 } from "./zarr3.ts";

/** Zarr v2 and v3 (zarr-specs.readthedocs.io) and OME-Zarr 0.4 and 0.5 on top of them, from a folder, a zip or an address. */
export default {
  id: "zarr",
  label: "OME-Zarr",
  extensions: ["zarr"],
  marks: ["zarr.json", ".zarray", ".zgroup", ".zattrs", ".zmetadata"],
  async open(folder) {
    const scales = await multiscales(folder);
    const maskClasses = maskClassesIn((await attributesOf(folder, ""))[MASK_CLASSES_KEY]);
    const paths = [...new Set([...scales.map(({ path }) => path), ...(await arrayPaths(folder))])];
    const arrays: ReadableArray[] = [];
    for (const path of paths) {
      const scale = scales.find((each) => each.path === path);
      const array = await openArray(subFolder(folder, path), path).catch((error: unknown) => {
        if (paths.length === 1) throw error;
        return unreadableArray(path, "Zarr", error);
      });
      if (array)
        arrays.push(
          scale && array.refusal === undefined ? withScale(array, scale) : await withAttributes(folder, array),
        );
    }
    if (arrays.length > 0 && arrays.every(({ refusal }) => refusal !== undefined)) refuse(arrays[0]!.refusal!);
    return arrays.length > 0
      ? arrays.map((array) => (maskClasses ? { ...array, maskClasses } : array))
      : refuse(`${folder.name} is a Zarr group in which no array was found. Open the folder of the array itself.`);
  },
} satisfies FolderFormat;

/** Arrays of a listed folder, largest level first as they are named; of an address, those that its consolidated metadata name. */
async function arrayPaths(folder: SourceFolder): Promise<readonly string[]> {
  if (folder.paths) {
    const marked = folder.paths
      .filter((path) => /(^|\/)(\.zarray|zarr\.json)$/.test(path))
      .map((path) => path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    return [...new Set(marked)].sort();
  }
  const consolidated = Object.keys(recordOf(recordOf(await findJson(folder, ".zmetadata")).metadata))
    .filter((key) => key.endsWith(".zarray"))
    .map((key) => key.slice(0, -".zarray".length).replace(/\/$/, ""));
  const inRoot = recordOf(recordOf(recordOf(await findJson(folder, "zarr.json")).consolidated_metadata).metadata);
  return [...consolidated, ...Object.keys(inRoot), ""];
}

/** The array of a folder; null where it is a group. */
async function openArray(folder: SourceFolder, name: string): Promise<ReadableArray | null> {
  const v3 = await findJson(folder, "zarr.json");
  if (v3 !== undefined) return recordOf(v3).node_type === "array" ? openZarr3(folder, recordOf(v3), name) : null;
  const v2 = await findJson(folder, ".zarray");
  return v2 === undefined ? null : openZarr2(folder, recordOf(v2), name);
}

async function attributesOf(folder: SourceFolder, path: string): Promise<Json> {
  const prefix = path === "" ? "" : `${path}/`;
  const v3 = await findJson(folder, `${prefix}zarr.json`);
  if (v3 !== undefined) return recordOf(recordOf(v3).attributes);
  return recordOf(await findJson(folder, `${prefix}.zattrs`));
}

/** Levels of all images and labels: of a folder, of every group below it; of an address, of those that its groups name. */
async function multiscales(folder: SourceFolder): Promise<readonly Scale[]> {
  const listed = folder.paths
    ?.filter((path) => /(^|\/)(\.zattrs|zarr\.json)$/.test(path))
    .map((path) => path.slice(0, Math.max(0, path.lastIndexOf("/"))));
  const groups = listed ? [...new Set(listed)].sort(inNaturalOrder) : await namedGroups(folder);
  const scales = await Promise.all(
    groups.map(async (group) => multiscalesOf(await attributesOf(folder, group), group)),
  );
  return scales.flat();
}

const inNaturalOrder = (a: string, b: string): number => byNaturalOrder({ path: a }, { path: b });

const MOST_SERIES = 1000;

/** The root, the series of bioformats2raw (its layout 3 numbers them), and the labels of each. */
async function namedGroups(folder: SourceFolder): Promise<readonly string[]> {
  const images = [""];
  const root = await attributesOf(folder, "");
  const isNumbered = (root["bioformats2raw.layout"] ?? recordOf(root.ome)["bioformats2raw.layout"]) !== undefined;
  for (let series = 0; isNumbered && series < MOST_SERIES; series++) {
    if (Object.keys(await attributesOf(folder, String(series))).length === 0) break;
    images.push(String(series));
  }
  const labels = await Promise.all(images.map((image) => labelGroups(folder, image)));
  return [...images, ...labels.flat()];
}

async function labelGroups(folder: SourceFolder, image: string): Promise<readonly string[]> {
  const group = image === "" ? "labels" : `${image}/labels`;
  const attributes = await attributesOf(folder, group);
  return listOf(attributes.labels ?? recordOf(attributes.ome).labels).map((name) => `${group}/${textOf(name)}`);
}

/** The voxel size by the array's attributes, else by those of the groups around it. */
async function withAttributes(folder: SourceFolder, array: ReadableArray): Promise<ReadableArray> {
  const parts = array.name.split("/").filter(Boolean);
  for (let depth = parts.length; depth >= 0; depth--) {
    const attributes = await attributesOf(folder, parts.slice(0, depth).join("/"));
    const voxelSizeNm = attributedSize((name) => attributes[name], array.axes);
    if (!voxelSizeNm) continue;
    const geometry = attributedPlace((name) => attributes[name], array.axes, voxelSizeNm);
    return { ...array, voxelSizeNm, ...(geometry && { geometry }) };
  }
  return array;
}

function withScale(array: ReadableArray, { axes, voxelSizeNm, geometry, level, levels }: Scale): ReadableArray {
  const isFitting = axes.length === array.shape.length;
  return {
    ...array,
    axes: isFitting ? axes : axesOf(array.shape.length),
    voxelSizeNm,
    ...(geometry && { geometry }),
    level,
    description: `${array.description}, level ${level + 1} of ${levels}`,
  };
}
