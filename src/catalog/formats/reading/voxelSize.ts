import { alongAxes, type Geometry, type Vector } from "../../../core/image/geometry.ts";
import type { StoredArray } from "../../../core/image/format.ts";
import { nmPerUnit } from "./units.ts";

type VoxelSize = StoredArray["voxelSizeNm"];

/** Attributes that lie beside an array, by their names; undefined where there is none. */
export type AttributeOf = (name: string) => unknown;

/** Attributes in use for the size of a voxel, and the unit that each is in where none is named; "spacing" says nothing without one. */
const SIZES: readonly (readonly [name: string, unit: string | null])[] = [
  ["resolution", "nm"],
  ["voxel_size", "nm"],
  ["voxelSize", "nm"],
  ["voxel_size_nm", "nm"],
  ["resolution_nm", "nm"],
  ["element_size_um", "um"],
  ["voxel_size_um", "um"],
  ["pixelResolution", "nm"],
  ["spacing", null],
];

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

/** Where the first voxel lies, by "offset" in the units of the voxel size (daisy, funlib, CREMI); null at the origin. */
export function attributedPlace(
  attributeOf: AttributeOf,
  axes: string,
  voxelSizeNm: NonNullable<VoxelSize>,
  isXFirst = false,
): Geometry | null {
  const offsets = valuesIn(attributeOf, { name: "offset", unit: "nm", axes, isXFirst });
  const origin = ["x", "y", "z"].map((letter) => offsets(letter) ?? 0);
  return origin.every(Number.isFinite) && origin.some((place) => place !== 0)
    ? alongAxes(voxelSizeNm, origin as unknown as Vector, 1)
    : null;
}

interface Wanted {
  readonly name: string;
  readonly unit: string | null;
  readonly axes: string;
  readonly isXFirst: boolean;
}

function sizeIn(attributeOf: AttributeOf, wanted: Wanted): VoxelSize {
  const of = valuesIn(attributeOf, wanted);
  const [x, y] = [of("x"), of("y")];
  const size = [of("z") ?? y, y, x];
  return size.every(isLength) ? (size as unknown as VoxelSize) : null;
}

/** The number that an attribute has for an axis, in nm; undefined where it does not speak of that axis, NaN for a unit that is no length. */
function valuesIn(
  attributeOf: AttributeOf,
  { name, unit, axes, isXFirst }: Wanted,
): (letter: string) => number | undefined {
  const value = attributeOf(name);
  const isPixel = isRecord(value) && "dimensions" in value;
  const stated = isPixel ? value.dimensions : value;
  const sizes = numbersIn(stated);
  const named = wordsIn(attributeOf("axis_names") ?? attributeOf("axes") ?? attributeOf("dimension_names"))
    .map((word) => word.charAt(0).toLowerCase())
    .join("");
  const plain = sizes.length === axes.length ? axes : "zyx".slice(-sizes.length);
  const order =
    named.length === sizes.length ? named : isPixel || isXFirst ? Array.from(plain).reverse().join("") : plain;
  const units = isPixel
    ? wordsIn(value.unit)
    : wordsIn(attributeOf(`${name}_unit`) ?? attributeOf("units") ?? attributeOf("unit"));
  return (letter) => {
    const place = order.indexOf(letter);
    return place < 0 ? undefined : sizes[place]! * (nmPerUnit(units[place] ?? units[0] ?? unit ?? "") ?? Number.NaN);
  };
}

const isLength = (size: number | undefined): boolean => size !== undefined && Number.isFinite(size) && size > 0;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** Numbers of lists and typed arrays of any width; none for anything else. */
function numbersIn(value: unknown): readonly number[] {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return [];
  return Array.from(value as unknown as ArrayLike<unknown>, (each) =>
    typeof each === "string" && each.trim() === "" ? Number.NaN : Number(each),
  );
}

function wordsIn(value: unknown): readonly string[] {
  if (typeof value === "string")
    return /^\s*\[/.test(value) ? wordsIn(parsedList(value)) : value.split(/[\s,]+/).filter(Boolean);
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
