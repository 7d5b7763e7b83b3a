import { StudioError } from "../../core/errors.ts";
import type { Plane } from "../../core/image/plane.ts";
import type { Shape3 } from "../../core/image/volume.ts";
import type { TrialPlane } from "../studioApi.ts";

/** Labels where a plane meets the slices; XZ has a row, YZ a column for every slice. Throws StudioError "NotFound" outside the stack. */
export async function crossSection(
  [depth, height, width]: Shape3,
  plane: Plane,
  index: number,
  slice: (z: number) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<TrialPlane> {
  if (plane === "xy") return { width, height, labels: await slice(index) };
  if (index < 0 || index >= (plane === "xz" ? height : width))
    throw new StudioError("NotFound", `There is no ${plane} plane ${index}.`);
  const [columns, rows] = plane === "xz" ? [width, depth] : [depth, height];
  const labels = new Uint8Array(columns * rows);
  for (let z = 0; z < depth; z++) {
    const predicted = await slice(z);
    if (plane === "xz") labels.set(predicted.subarray(index * width, (index + 1) * width), z * width);
    else for (let y = 0; y < height; y++) labels[y * depth + z] = predicted[y * width + index]!;
  }
  return { width: columns, height: rows, labels };
}
