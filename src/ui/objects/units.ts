import type { ClassObjects } from "../../core/image/objects/classObjects.ts";

type Measure = Pick<ClassObjects, "dimensions" | "unit">;

export const sizeUnit = ({ dimensions, unit }: Measure): string => `${unit}${dimensions === 2 ? "²" : "³"}`;
export const borderUnit = ({ dimensions, unit }: Measure): string => `${unit}${dimensions === 2 ? "" : "²"}`;
