import { StudioError } from "../errors.ts";
import { classColor, MAX_CLASSES, UNLABELLED, type ClassInfo, type LabelMapping } from "./labelMap.ts";

/** Changes the name or colour of a class. */
export function changeClass(mapping: LabelMapping, index: number, change: Partial<ClassInfo>): LabelMapping {
  return { ...mapping, classes: mapping.classes.with(index, { ...mapping.classes[index]!, ...change }) };
}

/** The voxels of a class were not annotated: they are left out of training and of every score. */
export const markUnlabelled = (mapping: LabelMapping, index: number): LabelMapping =>
  withoutClass(mapping, index, UNLABELLED);

/** The voxels of one class become voxels of another. */
export function mergeClass({ values, classes }: LabelMapping, index: number, into: number): LabelMapping {
  const [gone, kept] = [classes[index]!, classes[into]!];
  const merged = kept.values && gone.values ? { ...kept, values: [...kept.values, ...gone.values] } : kept;
  return withoutClass({ values, classes: classes.with(into, merged) }, index, into);
}

/** A value that was left out becomes a class of its own. */
export function makeClass(mapping: LabelMapping, value: number): LabelMapping {
  const classIndex = mapping.classes.length;
  return {
    values: mapping.values.map((entry) => (entry.value === value ? { ...entry, classIndex } : entry)),
    classes: [...mapping.classes, { name: `class ${classIndex}`, color: classColor(classIndex) }],
  };
}

/** A class that no voxel has yet, by a value that stood for none. Throws StudioError "BadInput" past MAX_CLASSES. */
export function addClass({ values, classes }: LabelMapping, name: string): LabelMapping {
  const classIndex = classes.length;
  const value = 1 + Math.max(-1, ...values.map((entry) => entry.value).filter((used) => used !== UNLABELLED));
  if (classIndex === MAX_CLASSES || value === UNLABELLED)
    throw new StudioError("BadInput", `There are ${classIndex} classes, the most that can be told apart. Merge some.`);
  return {
    values: [...values, { value, voxels: 0, classIndex }],
    classes: [...classes, { name, color: classColor(classIndex) }],
  };
}

/** Class indices close up behind the class that goes. */
function withoutClass({ values, classes }: LabelMapping, index: number, to: number): LabelMapping {
  const shifted = (classIndex: number) =>
    classIndex !== UNLABELLED && classIndex > index ? classIndex - 1 : classIndex;
  return {
    values: values.map((entry) => ({
      ...entry,
      classIndex: shifted(entry.classIndex === index ? to : entry.classIndex),
    })),
    classes: classes.filter((_, other) => other !== index),
  };
}
