import { StudioError } from "../errors.ts";
import type { StoredArray } from "./format.ts";

/** Arrays that can be a stack: two axes or more, readable. */
export const stackArrays = (arrays: readonly StoredArray[]): readonly StoredArray[] =>
  arrays.filter(({ shape, refusal }) => refusal === undefined && shape.length >= 2);

/** The array meant where nothing was chosen: the only one, or the finest level of the first image. Null where there are several. */
export function onlyArray<A extends StoredArray>(arrays: readonly A[]): A | null {
  if (arrays.length === 1) return arrays[0]!;
  const candidates = stackArrays(arrays) as readonly A[];
  const finest = candidates.filter(({ level, name }) => level === 0 && !/(^|\/)labels\//.test(name));
  if (finest.length === 1) return finest[0]!;
  return candidates.length === 1 ? candidates[0]! : null;
}

/** The array of that name, or the only one. Throws StudioError "BadInput" listing the names. */
export function pickArray<A extends StoredArray>(arrays: readonly A[], name: string | undefined): A {
  const names = arrays.map((array) => array.name || "(unnamed)").join(", ");
  if (name === undefined)
    return onlyArray(arrays) ?? fail(`It holds ${arrays.length} arrays: ${names}. Choose one with --dataset NAME.`);
  const plain = name.replace(/^\/+|\/+$/g, "");
  return arrays.find((array) => array.name === plain) ?? fail(`It has no dataset "${name}"; it has ${names}.`);
}

function fail(message: string): never {
  throw new StudioError("BadInput", message);
}
