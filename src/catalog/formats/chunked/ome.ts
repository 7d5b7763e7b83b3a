import { alongAxes, type Geometry, type Vector } from "../../../core/image/geometry.ts";
import type { ReadableArray } from "../../../core/image/format.ts";
import { namedAxes } from "../reading/axes.ts";
import { nmPerUnit } from "../reading/units.ts";
import { listOf, numbersOf, recordOf, textOf, type Json } from "./json.ts";

/** One level of an OME-Zarr image. */
export interface Scale {
  readonly path: string;
  readonly axes: string;
  readonly voxelSizeNm: ReadableArray["voxelSizeNm"];
  readonly geometry: Geometry | null;
  /** 0 is the finest. */
  readonly level: number;
  readonly levels: number;
}

export const axesOf = namedAxes;

/** The levels that a group's attributes name (OME-NGFF 0.4: "multiscales"; 0.5: within "ome"). */
export function multiscalesOf(attributes: Json, folder: string): readonly Scale[] {
  const images = listOf(attributes.multiscales ?? recordOf(attributes.ome).multiscales);
  return images.flatMap((each) => {
    const image = recordOf(each);
    const named = listOf(image.axes).map((axis) => (typeof axis === "string" ? { name: axis } : recordOf(axis)));
    const levels = listOf(image.datasets).map(recordOf);
    return levels.map((dataset, level): Scale => {
      const path = textOf(dataset.path);
      const scales = [dataset, image].map((holder) =>
        numbersOf(
          listOf(holder.coordinateTransformations)
            .map(recordOf)
            .find(({ type }) => type === "scale")?.scale,
        ),
      );
      const shifts = [dataset, image].map((holder) =>
        numbersOf(
          listOf(holder.coordinateTransformations)
            .map(recordOf)
            .find(({ type }) => type === "translation")?.translation,
        ),
      );
      // The image's transformation comes after the level's own.
      const shift = named.map((_, axis) => (shifts[0]![axis] ?? 0) * (scales[1]![axis] ?? 1) + (shifts[1]![axis] ?? 0));
      const scale = named.map((_, axis) => (scales[0]![axis] ?? 1) * (scales[1]![axis] ?? 1));
      return {
        path: folder === "" ? path : `${folder}/${path}`,
        axes: named.map(({ name }) => textOf(name).charAt(0).toLowerCase()).join(""),
        voxelSizeNm: sizeOf(named, scale),
        geometry: placeOf(named, scale, shift),
        level,
        levels: levels.length,
      };
    });
  });
}

/** Where the first voxel lies, where it is not at the origin. */
function placeOf(axes: readonly Json[], scale: readonly number[], shift: readonly number[]): Geometry | null {
  const size = sizeOf(axes, scale);
  const origin = ["x", "y", "z"].map((letter) => {
    const place = axes.findIndex(({ name }) => name === letter);
    return place < 0 ? 0 : shift[place]! * (nmPerUnit(textOf(axes[place]!.unit)) ?? Number.NaN);
  });
  return size && origin.every(Number.isFinite) && origin.some((each) => each !== 0)
    ? alongAxes(size, origin as unknown as Vector, 1)
    : null;
}

function sizeOf(axes: readonly Json[], scale: readonly number[]): Scale["voxelSizeNm"] {
  const of = (letter: string) => {
    const place = axes.findIndex(({ name }) => name === letter);
    return place < 0 ? Number.NaN : scale[place]! * (nmPerUnit(textOf(axes[place]!.unit)) ?? Number.NaN);
  };
  const [x, y, z] = [of("x"), of("y"), of("z")];
  return x > 0 && y > 0 ? [z > 0 ? z : y, y, x] : null;
}
