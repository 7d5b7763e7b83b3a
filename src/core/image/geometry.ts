import type { Volume } from "./volume.ts";

export type Vector = readonly [x: number, y: number, z: number];

/** Where the voxels of a stack lie: in scanner or stage space, as its file says. */
export interface Geometry {
  /** The step from a voxel to the next one along the stack's [z, y, x], in the space's x, y, z. */
  readonly directions: readonly [z: Vector, y: Vector, x: Vector];
  /** Centre of the first voxel. */
  readonly origin: Vector;
  /** Nanometres in one of the units that both are in; null where the file does not say. */
  readonly unitNm: number | null;
  /** What the space's axes point to, by its name in NRRD, such as "right-anterior-superior"; empty where the file does not say. */
  readonly space: string;
}

/** The space of NIfTI. */
export const RAS = "right-anterior-superior";

/** A stack along the axes of a space that is not named. */
export function alongAxes(
  [z, y, x]: readonly [z: number, y: number, x: number],
  origin: Vector,
  unitNm: number | null,
): Geometry {
  return {
    directions: [
      [0, 0, z],
      [0, y, 0],
      [x, 0, 0],
    ],
    origin,
    unitNm,
    space: "",
  };
}

/** The geometry of the part of a stack that begins at a voxel. */
export function movedTo(geometry: Geometry, [z, y, x]: readonly [z: number, y: number, x: number]): Geometry {
  const steps = [z, y, x] as const;
  const origin = geometry.origin.map((place, axis) =>
    steps.reduce((sum, step, index) => sum + step * geometry.directions[index]![axis]!, place),
  );
  return { ...geometry, origin: origin as unknown as Vector };
}

/** Where a stack lies, with the voxel size that it has now: one that was entered by hand holds, and not that of the file. Null where nothing is known. */
export function placeOf({ geometry, voxelSizeNm }: Pick<Volume, "geometry" | "voxelSizeNm">): Geometry | null {
  if (!geometry) return null;
  const { directions, unitNm } = geometry;
  if (!voxelSizeNm || unitNm === null) return geometry;
  const scaled = directions.map((direction, axis) => {
    const factor = voxelSizeNm[axis]! / (Math.hypot(...direction) * unitNm);
    return Math.abs(factor - 1) < 1e-5 || !Number.isFinite(factor) ? direction : direction.map((step) => step * factor);
  });
  return { ...geometry, directions: scaled as unknown as Geometry["directions"] };
}

/** The same place in other units. */
export function inUnits(geometry: Geometry, unitNm: number): Geometry {
  if (geometry.unitNm === null || geometry.unitNm === unitNm) return geometry;
  const factor = geometry.unitNm / unitNm;
  const scaled = (vector: Vector) => vector.map((value) => value * factor) as unknown as Vector;
  return {
    ...geometry,
    directions: geometry.directions.map(scaled) as unknown as Geometry["directions"],
    origin: scaled(geometry.origin),
    unitNm,
  };
}

const WORDS = [
  ["right", "left"],
  ["anterior", "posterior"],
  ["superior", "inferior"],
] as const;

/** The same place in the space of NIfTI; one whose axes are not named keeps its numbers. */
export function inRas(geometry: Geometry): Geometry {
  const words = geometry.space.split("-");
  const signs = WORDS.map(([along, against], axis) => (words[axis] === along ? 1 : words[axis] === against ? -1 : 0));
  if (signs.includes(0)) return geometry;
  const turned = (vector: Vector) =>
    vector.map((value, axis) => (signs[axis]! < 0 ? -value : value) + 0) as unknown as Vector;
  return {
    ...geometry,
    directions: geometry.directions.map(turned) as unknown as Geometry["directions"],
    origin: turned(geometry.origin),
    space: RAS,
  };
}

/** Whether the stack lies along the axes of its space, each forwards: all that formats with one scale an axis can tell. */
export const isAlongAxes = ({ directions: [z, y, x] }: Geometry): boolean =>
  [
    [z, 2],
    [y, 1],
    [x, 0],
  ].every(([vector, own]) => (vector as Vector).every((step, axis) => (axis === own ? step > 0 : step === 0)));

/** The first voxel's place in nm, of a stack along the axes; null for others, and where units or voxel size are not known. */
export function originNm(volume: Pick<Volume, "geometry" | "voxelSizeNm">): Vector | null {
  const place = placeOf(volume);
  const isKnown = volume.voxelSizeNm !== null && volume.geometry?.unitNm !== null;
  return place && isKnown && isAlongAxes(place) ? inUnits(place, 1).origin : null;
}
