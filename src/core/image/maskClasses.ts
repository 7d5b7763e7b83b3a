import { asciiJson } from "../asciiJson.ts";
import { MAX_CLASSES, type ClassInfo } from "./labelMap.ts";

/** A class of a mask that was written by Cristae: the number that stands for it there, and what it is. `values` are those of the labels that were trained on. */
export interface MaskClass extends ClassInfo {
  readonly value: number;
}

/** The key under which formats keep a mask's classes. */
export const MASK_CLASSES_KEY = "cristae";

/** The classes as one line of ASCII, for the notes of formats that know no more. */
export function maskClassesText(classes: readonly MaskClass[]): string {
  return asciiJson({
    classes: classes.map(({ value, name, color, values }) => ({ value, name, color, ...(values && { values }) })),
  });
}

/** The classes that a note holds; undefined where it is none, or was damaged: a mask is then read by its numbers alone. */
export function parseMaskClasses(text: string): readonly MaskClass[] | undefined {
  try {
    return maskClassesIn(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The same from JSON that was parsed already. */
export function maskClassesIn(json: unknown): readonly MaskClass[] | undefined {
  const list = (json as { readonly classes?: unknown } | null)?.classes;
  if (!Array.isArray(list) || list.length > MAX_CLASSES || !list.every(isMaskClass)) return undefined;
  return list.map(({ value, name, color, values }) => ({ value, name, color, ...(values && { values }) }));
}

function isMaskClass(each: unknown): each is MaskClass {
  const { value, name, color, values } = (each ?? {}) as Record<string, unknown>;
  const areNumbers = values === undefined || (Array.isArray(values) && values.every((one) => Number.isFinite(one)));
  return (
    Number.isFinite(value) &&
    typeof name === "string" &&
    typeof color === "string" &&
    /^(none|#[\da-f]{6})$/i.test(color) &&
    areNumbers
  );
}
