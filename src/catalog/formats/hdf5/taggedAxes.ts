import type { Dataset } from "h5wasm";
import type { StoredArray } from "../../../core/image/format.ts";
import { plainAxes } from "../reading/axes.ts";

/** The axes that the attribute "axistags" of ilastik and vigra names; null where there is none, or it does not fit. */
export function taggedAxes(
  dataset: Dataset,
  array: Pick<StoredArray, "shape" | "dtype">,
): Pick<StoredArray, "axes" | "samples"> | null {
  const axes = keysOf(dataset).join("");
  const isFitting =
    axes.length === array.shape.length &&
    /^[tczyx]+$/.test(axes) &&
    new Set(axes).size === axes.length &&
    axes.includes("y") &&
    axes.includes("x");
  if (!isFitting) return null;
  // Colours are a last axis of channels there.
  const plain = plainAxes(array);
  return plain.samples === "color" && axes.replace(/c$/, "s") === plain.axes ? plain : { axes };
}

/** JSON with a key for each axis, in their order. */
function keysOf(dataset: Dataset): readonly string[] {
  try {
    const value = "axistags" in dataset.attrs ? dataset.attrs.axistags.value : null;
    const { axes } = JSON.parse(typeof value === "string" ? value : "{}") as {
      readonly axes?: readonly { readonly key?: unknown }[];
    };
    return (axes ?? []).map(({ key }) => String(key));
  } catch {
    return [];
  }
}
