import { toErrorRecord } from "../../../core/errors.ts";
import type { ReadableArray } from "../../../core/image/format.ts";
import { refuse } from "./refuse.ts";

/** An array that cannot be read beside others that can: it is listed with the reason. */
export function unreadableArray(name: string, description: string, error: unknown): ReadableArray {
  const { message } = toErrorRecord(error);
  return {
    name,
    shape: [],
    axes: "",
    dtype: "uint8",
    voxelSizeNm: null,
    description,
    refusal: message,
    warnings: [],
    read: () => refuse(message),
  };
}
