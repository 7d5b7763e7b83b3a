import type { StudioState } from "../store.ts";

/** The class that is painted: the chosen one, or the first that is looked for. */
export function chosenClass({ classId, data }: Pick<StudioState, "classId" | "data">): number {
  const count = data?.mapping?.classes.length ?? 0;
  return classId !== null && classId < count ? classId : Math.min(1, Math.max(0, count - 1));
}

/** Whether the pointer erases now. */
export const isErasing = ({ paint, isEraserHeld }: Pick<StudioState, "paint" | "isEraserHeld">): boolean =>
  isEraserHeld || paint.tool === "eraser";
