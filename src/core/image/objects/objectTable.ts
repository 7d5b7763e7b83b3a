import type { CsvCell } from "../../csv.ts";
import type { MeasuredObject } from "./measureObjects.ts";

interface TableLook {
  readonly dimensions: 2 | 3;
  /** Of lengths: nanometres, or voxels where their size is not known. */
  readonly unit: "nm" | "px";
  /** What a label is called in the table; its number without that. */
  readonly nameOf?: (label: number) => string | undefined;
}

/** Objects as rows below a head whose names hold their units: places are in voxels from 0, `to` lies behind the last. */
export function objectTable(
  objects: readonly MeasuredObject[],
  { dimensions, unit, nameOf = () => undefined }: TableLook,
): readonly (readonly CsvCell[])[] {
  const [size, border] =
    dimensions === 2 ? [`area_${unit}2`, `perimeter_${unit}`] : [`volume_${unit}3`, `surface_${unit}2`];
  const axes = ["z", "y", "x"];
  const head = [
    ...["object", "class", "name", "voxels", size, border, `equivalent_diameter_${unit}`],
    ...axes.flatMap((axis) => [`from_${axis}_voxel`, `to_${axis}_voxel`]),
    ...axes.map((axis) => `centroid_${axis}_voxel`),
    "mean_grey",
  ];
  return [
    head,
    ...objects.map((each) => [
      ...[each.id, each.label, each.label === null ? null : nameOf(each.label), each.voxels],
      ...[each.size, each.border, each.equivalentDiameter].map(sevenDigits),
      ...each.from.flatMap((from, axis) => [from, each.to[axis]]),
      ...each.centroid.map(sevenDigits),
      each.meanGrey === null ? null : sevenDigits(each.meanGrey),
    ]),
  ];
}

const sevenDigits = (value: number): number => Number(value.toPrecision(7));
