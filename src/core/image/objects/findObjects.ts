import { voxelCount, type Shape3, type VoxelArray } from "../volume.ts";
import { components } from "./components.ts";
import type { Spacing } from "./distanceMap.ts";
import { withoutHoles } from "./holes.ts";
import { atLeast, counted, type Neighbours, type Objects } from "./objects.ts";
import { touchingObjects } from "./touchingObjects.ts";
import { watershed } from "./watershed.ts";

/** How objects that touch are told apart: not at all, by a boundary that was predicted, or by their waists. */
export type Parting =
  | { readonly by: "nothing"; readonly neighbours: Neighbours }
  | {
      readonly by: "boundary";
      readonly values: VoxelArray;
      readonly threshold: number;
    }
  | { readonly by: "distance"; readonly height: number };

export interface ObjectRules {
  readonly parting: Parting;
  readonly spacing: Spacing;
  /** Objects of fewer voxels are none. */
  readonly minimum: number;
  readonly fillHoles: boolean;
  /** Slices are planes of their own; else objects go through them. */
  readonly sliceBySlice: boolean;
}

/** Objects, and the labels that they were found in: those given, with holes filled where that was asked for. */
export interface FoundObjects {
  readonly objects: Objects;
  readonly labels: Uint32Array<ArrayBuffer>;
}

/** From class maps to objects: connected voxels of one label, parted as is asked for. Label 0 is none. */
export function findObjects(labels: Uint32Array<ArrayBuffer>, shape: Shape3, rules: ObjectRules): FoundObjects {
  const [depth, height, width] = shape;
  if (!rules.sliceBySlice || depth === 1) return foundIn(labels, shape, rules);
  const ids = new Uint32Array(voxelCount(shape));
  const filled = new Uint32Array(ids.length);
  const area = height * width;
  let count = 0;
  for (let z = 0; z < depth; z++) {
    const [from, to] = [z * area, (z + 1) * area];
    const found = foundIn(labels.slice(from, to), [1, height, width], withinSlice(rules, from, to));
    filled.set(found.labels, from);
    found.objects.ids.forEach((id, at) => (ids[from + at] = id === 0 ? 0 : count + id));
    count += found.objects.sizes.length;
  }
  return { objects: counted(ids, count), labels: filled };
}

function withinSlice(rules: ObjectRules, from: number, to: number): ObjectRules {
  const { parting } = rules;
  return parting.by === "boundary"
    ? { ...rules, parting: { ...parting, values: parting.values.subarray(from, to) } }
    : rules;
}

function foundIn(labels: Uint32Array<ArrayBuffer>, shape: Shape3, rules: ObjectRules): FoundObjects {
  const whole = rules.fillHoles ? withoutHoles(labels, shape) : labels;
  return { objects: atLeast(partedIn(whole, shape, rules), rules.minimum), labels: whole };
}

function partedIn(labels: Uint32Array, shape: Shape3, { parting, spacing }: ObjectRules): Objects {
  switch (parting.by) {
    case "nothing":
      return components(labels, shape, parting);
    case "boundary":
      return watershed(labels, shape, parting);
    case "distance":
      return touchingObjects(labels, shape, { spacing, height: parting.height });
  }
}
