import type { StoredArray } from "../../../core/image/format.ts";
import { nmPerUnit } from "./units.ts";

type VoxelSize = StoredArray["voxelSizeNm"];

/** Attributes that lie beside an array, by their names; undefined where there is none. */
export type AttributeOf = (name: string) => unknown;

/** Attributes in use for the size of a voxel, and the unit that each is in where none is named; "spacing" says nothing without one. */
const SIZES: readonly (readonly [name: string, unit: string | null])[] = [["resolution", "nm"], ["voxel_size", "nm"], ["voxelSize", "nm"], ["voxel_size_nm", "nm"], ["resolution_nm", "nm"], ["element_size_um", "um"], ["voxel_size_um", "um"], ["pixelResolution", "nm"], ["spacing", null]];

/**
 * The voxel size that attributes of HDF5 and Zarr give (CREMI and daisy: "resolution", funlib: "voxel_size" with "units" and
 * "axis_names", ilastik and PlantSeg: "element_size_um", N5 and saalfeldlab: "pixelResolution"), in the order of `axes` unless axes are named; the last is of Java and counts x first, as everything in N5 does (`isXFirst`).
 */
export function attributedSize(attributeOf: AttributeOf, axes: string, isXFirst = false): VoxelSize {
  for (const [name, unit] of SIZES) {
    const size = sizeIn(attributeOf, { name, unit, axes, isXFirst });
    if (size) return size;
  }
  return null;
}

interface Wanted {
  readonly name: string;
  readonly unit: string | null;
  readonly axes: string;
  readonly isXFirst: boolean;
}

function sizeIn(attributeOf: AttributeOf, { name, unit, axes, isXFirst }: Wanted): VoxelSize {
  const value = attributeOf(name);
  const isPixel = isRecord(value) && "dimensions" in value;
  const stated = isPixel ? value.dimensions : value;
  const sizes = numbersIn(stated);
  const named = wordsIn(attributeOf("axis_names") ?? attributeOf("axes") ?? attributeOf("dimension_names")).map((word) => word.charAt(0).toLowerCase()).join("");
  const plain = sizes.length === axes.length ? axes : "zyx".slice(-sizes.length);
  const order = named.length === sizes.length ? named : isPixel || isXFirst ? Array.from(plain).reverse().join("") : plain;
  const units = isPixel ? wordsIn(value.unit) : wordsIn(attributeOf(`${name}_unit`) ?? attributeOf("units") ?? attributeOf("unit"));
  const of = (letter: string) => {
    const place = order.indexOf(letter);
    const nm = nmPerUnit(units[place] ?? units[0] ?? unit ?? "");
    return place < 0 || nm === undefined ? Number.NaN : sizes[place]! * nm;
  };
  const [x, y, z] = [of("x"), of("y"), of("z")];
  const depth = order.includes("z") ? z : y;
  return [depth, y, x].every(isLength) ? [depth, y, x] : null;
}

const isLength = (size: number): boolean => Number.isFinite(size) && size > 0;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** Numbers of lists and typed arrays of any width; none for anything else. */
function numbersIn(value: unknown): readonly number[] {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return [];
  return Array.from(value as unknown as ArrayLike<unknown>, (each) => (typeof each === "string" && each.trim() === "" ? Number.NaN : Number(each)));
}

function wordsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return /^\s*\[/.test(value) ? wordsIn(parsedList(value)) : value.split(/[\s,]+/).filter(Boolean);
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** A list that was stored as JSON text. */
function parsedList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}
