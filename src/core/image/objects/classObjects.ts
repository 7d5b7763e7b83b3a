import type { Shape3, Volume, VoxelArray } from "../volume.ts";
import { findObjects, type Parting } from "./findObjects.ts";
import { measureObjects, type MeasuredObject } from "./measureObjects.ts";
import type { Neighbours } from "./objects.ts";

/** How objects are found in a map of classes, as somebody chooses it. */
export interface ClassObjectRules {
  /** Indices of the classes whose objects are looked for. */
  readonly classes: readonly number[];
  readonly parting:
    | { readonly by: "nothing"; readonly neighbours: Neighbours }
    /** `height` in voxels along their finest side. */
    | { readonly by: "distance"; readonly height: number }
    /** By the probability of a class, in which objects begin where it is below the threshold. */
    | { readonly by: "boundary"; readonly classIndex: number; readonly threshold: number };
  /** Objects of fewer voxels are none. */
  readonly minimum: number;
  readonly fillHoles: boolean;
  readonly sliceBySlice: boolean;
}

/** A map of classes, and what lies beside it. */
export interface ClassStack {
  readonly shape: Shape3;
  /** Class indices by voxel. */
  readonly labels: Uint8Array;
  readonly voxelSizeNm: Volume["voxelSizeNm"];
  readonly image: VoxelArray | null;
  /** Probability of the class that parts objects; null where none does. */
  readonly boundary: Float32Array<ArrayBuffer> | null;
}

/** Objects with their measures; `label` is the index of their class. */
export interface ClassObjects {
  readonly measured: readonly (MeasuredObject & { readonly label: number })[];
  readonly dimensions: 2 | 3;
  readonly unit: "nm" | "px";
}

/** Finds and measures the objects of some classes. Holes are filled by what lies around them, whatever class they are. */
export function objectsOfClasses(stack: ClassStack, rules: ClassObjectRules): ClassObjects {
  const { shape, voxelSizeNm, image } = stack;
  const wanted = new Uint8Array(256);
  // 0 is no object.
  for (const index of rules.classes) wanted[index] = index + 1;
  const spacing = voxelSizeNm ?? ([1, 1, 1] as const);
  const finest = Math.min(...spacing);
  const found = findObjects(
    Uint32Array.from(stack.labels, (index) => wanted[index]!),
    shape,
    {
      ...rules,
      parting: partingOf(rules.parting, stack.boundary),
      spacing: [spacing[0] / finest, spacing[1] / finest, spacing[2] / finest],
    },
  );
  const dimensions = shape[0] === 1 || rules.sliceBySlice ? 2 : 3;
  const measured = measureObjects(found.objects, {
    shape,
    labels: found.labels,
    spacing,
    dimensions,
    ...(image && { image }),
  });
  return {
    measured: measured.map((each) => ({ ...each, label: each.label! - 1 })),
    dimensions,
    unit: voxelSizeNm ? "nm" : "px",
  };
}

function partingOf(parting: ClassObjectRules["parting"], boundary: ClassStack["boundary"]): Parting {
  if (parting.by !== "boundary") return parting;
  if (!boundary) throw new Error("Parting by a boundary needs its probabilities.");
  return { by: "boundary", values: boundary, threshold: parting.threshold };
}
