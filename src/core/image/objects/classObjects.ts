import type { Shape3, Volume, VoxelArray } from "../volume.ts";
import { boundedObjects, type BoundaryClass } from "./boundaryClass.ts";
import { findObjects, type FoundObjects, type Parting } from "./findObjects.ts";
import { withoutHoles } from "./holes.ts";
import { measureObjects, type MeasuredObject } from "./measureObjects.ts";
import { atLeast, counted, type Neighbours } from "./objects.ts";

/** How objects are found in a map of classes, as somebody chooses it. */
export interface ClassObjectRules {
  /** Indices of the classes whose objects are looked for. */
  readonly classes: readonly number[];
  readonly parting:
    | { readonly by: "nothing"; readonly neighbours: Neighbours }
    /** `height` in voxels along their finest side. */
    | { readonly by: "distance"; readonly height: number }
    /** By the probability of a class, in which objects begin where it is below the threshold. */
    | { readonly by: "boundary"; readonly classIndex: number; readonly threshold: number }
    /** By the class of boundaries that was drawn for it or learnt, whose voxels belong to the objects. */
    | { readonly by: "boundaryClass"; readonly boundary: BoundaryClass };
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
  const spacing = voxelSizeNm ?? ([1, 1, 1] as const);
  const { found, areFlat } = foundIn(stack, rules, spacing);
  const dimensions = shape[0] === 1 || areFlat ? 2 : 3;
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

/** Objects with labels of one more than the index of their class, and whether each lies within a slice. */
function foundIn(
  { labels, shape, boundary }: ClassStack,
  { parting, ...rules }: ClassObjectRules,
  spacing: readonly [z: number, y: number, x: number],
): { readonly found: FoundObjects; readonly areFlat: boolean } {
  const wanted = new Uint8Array(256);
  // 0 is no object.
  for (const index of rules.classes) wanted[index] = index + 1;
  if (parting.by === "boundaryClass")
    return {
      found: boundedOf(labels, shape, parting.boundary, { ...rules, wanted }),
      areFlat: parting.boundary.parts === "slices",
    };
  const finest = Math.min(...spacing);
  const found = findObjects(
    Uint32Array.from(labels, (index) => wanted[index]!),
    shape,
    {
      ...rules,
      parting: partingOf(parting, boundary),
      spacing: [spacing[0] / finest, spacing[1] / finest, spacing[2] / finest],
    },
  );
  return { found, areFlat: rules.sliceBySlice };
}

function boundedOf(
  classes: Uint8Array,
  shape: Shape3,
  boundary: BoundaryClass,
  { wanted, fillHoles, minimum }: Pick<ClassObjectRules, "fillHoles" | "minimum"> & { readonly wanted: Uint8Array },
): FoundObjects {
  const { objects, labels } = boundedObjects(classes, shape, boundary);
  const kept = objects.ids.map((id, at) => (wanted[labels[at]!] === 0 ? 0 : id));
  const ids = fillHoles ? withoutHoles(kept, shape) : kept;
  const labelOf = new Uint32Array(objects.sizes.length + 1);
  kept.forEach((id, at) => id !== 0 && (labelOf[id] = wanted[labels[at]!]!));
  return {
    objects: atLeast(counted(ids, objects.sizes.length), Math.max(1, minimum)),
    labels: ids.map((id) => labelOf[id]!),
  };
}

function partingOf(
  parting: Exclude<ClassObjectRules["parting"], { readonly by: "boundaryClass" }>,
  boundary: ClassStack["boundary"],
): Parting {
  if (parting.by !== "boundary") return parting;
  if (!boundary) throw new Error("Parting by a boundary needs its probabilities.");
  return { by: "boundary", values: boundary, threshold: parting.threshold };
}
