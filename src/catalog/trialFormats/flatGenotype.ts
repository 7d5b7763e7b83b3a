import type { Genotype } from "../../core/space/space.ts";

/** A value that has no parts. */
export type FlatValue = number | string | boolean | null;

/** Paths into a genotype, such as "blocks.0.kernels", and the values there. */
export type FlatGenotype = ReadonlyMap<string, FlatValue>;

/** The values of a genotype by their paths, whatever its space is; a genotype that is one value is called "genotype". */
export function flatGenotype(genotype: Genotype): FlatGenotype {
  const flat = new Map<string, FlatValue>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === "object" && value !== null)
      for (const [key, part] of Object.entries(value)) visit(part, path === "" ? key : `${path}.${key}`);
    else if (value !== undefined) flat.set(path || "genotype", value as FlatValue);
  };
  if (genotype !== null) visit(genotype, "");
  return flat;
}
