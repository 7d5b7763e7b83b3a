import { StudioError } from "../../errors.ts";
import { parseWith } from "../../space/recipeSchema.ts";
import { z } from "../../zod.ts";
import { classColor, MAX_CLASSES, UNLABELLED, type ClassInfo, type LabelMapping } from "../labelMap.ts";

/** By set and by value of its label file, the class that all sets share; null for what is unlabelled. */
export type ClassMap = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

const schema = z.record(z.string(), z.record(z.string(), z.string().min(1).max(200).nullable()));

/** Throws StudioError "BadInput" saying what a class map looks like. */
export const parseClassMap = (json: unknown): ClassMap =>
  parseWith(schema, `The class map, such as {"SET": {"0": "background", "255": "membrane", "7": null}},`, json);

/** The labels of a set as they were read: which values are which classes. */
export interface MappedSet {
  readonly name: string;
  readonly mapping: LabelMapping;
}

/**
 * The mapping of each set to classes that all share. By a map they come in the order in which it names them. Without one, equal values
 * are equal classes, and a set may lack some. Throws StudioError "BadInput" where that would be a guess, and naming values that a map
 * leaves open.
 */
export function shareClasses(sets: readonly MappedSet[], map?: ClassMap): readonly LabelMapping[] {
  return map ? byMap(sets, map) : byValue(sets);
}

function byMap(sets: readonly MappedSet[], map: ClassMap): readonly LabelMapping[] {
  const known = sets.map(({ name }) => name);
  const strange = Object.keys(map).find((name) => !known.includes(name));
  if (strange !== undefined)
    throw new StudioError("BadInput", `The class map speaks of "${strange}"; the sets are ${known.join(", ")}.`);
  const names = [...new Set(known.flatMap((set) => Object.values(map[set] ?? {})))].filter((name) => name !== null);
  if (names.length > MAX_CLASSES)
    throw new StudioError("BadInput", `The class map has ${names.length} classes; ${MAX_CLASSES} are the most.`);
  const classes = names.map((name, index): ClassInfo => ({ name, color: classColor(index), values: [index] }));
  return sets.map(({ name, mapping }) => {
    const own = new Map(Object.entries(map[name] ?? {}));
    const isOpen = ({ value, classIndex }: LabelMapping["values"][number]) =>
      !own.has(String(value)) && classIndex !== UNLABELLED;
    const open = mapping.values.filter(isOpen).map(({ value }) => value);
    if (open.length > 0)
      throw new StudioError(
        "BadInput",
        `The class map does not say what ${open.join(", ")} of "${name}" is. Give it the name of a class, or null where nobody annotated.`,
      );
    const indexOf = (value: number) => {
      const shared = own.get(String(value)) ?? null;
      return shared === null ? UNLABELLED : names.indexOf(shared);
    };
    return { classes, values: mapping.values.map((each) => ({ ...each, classIndex: indexOf(each.value) })) };
  });
}

function byValue(sets: readonly MappedSet[]): readonly LabelMapping[] {
  const valuesOf = ({ mapping }: MappedSet) =>
    mapping.values.filter(({ classIndex }) => classIndex !== UNLABELLED).map(({ value }) => value);
  const largest = sets.reduce((most, set) => (valuesOf(set).length > valuesOf(most).length ? set : most));
  const shared = valuesOf(largest);
  const other = sets.find((set) => valuesOf(set).some((value) => !shared.includes(value)));
  if (other)
    throw new StudioError(
      "BadInput",
      `"${largest.name}" has the label values ${shared.join(", ")}, "${other.name}" has ${valuesOf(other).join(", ")}. Say which are the same classes with a class map, such as ${exampleOf([largest, other], valuesOf)}.`,
    );
  const classes = largest.mapping.classes.map((each, index) => ({ ...each, values: [shared[index]!] }));
  return sets.map(({ mapping }) => ({
    classes,
    values: mapping.values.map((each) => ({
      ...each,
      classIndex: each.classIndex === UNLABELLED ? UNLABELLED : shared.indexOf(each.value),
    })),
  }));
}

const exampleOf = (sets: readonly MappedSet[], valuesOf: (set: MappedSet) => readonly number[]): string =>
  JSON.stringify(
    Object.fromEntries(
      sets.map((set) => [
        set.name,
        Object.fromEntries(
          valuesOf(set)
            .slice(0, 2)
            .map((value, index) => [value, index === 0 ? "background" : "membrane"]),
        ),
      ]),
    ),
  );
