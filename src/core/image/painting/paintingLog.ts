import { MAX_CLASSES, type LabelMapping } from "../labelMap.ts";
import { classSchema, parseWith } from "../../space/recipeSchema.ts";
import type { Same } from "../../sameType.ts";
import { z } from "../../zod.ts";
import type { PaintEvent } from "./history.ts";
import { TOOLS } from "./labelEdit.ts";

/** The classes that label values stand for from here on. */
export interface ClassesEvent {
  readonly type: "classes";
  readonly mapping: LabelMapping;
}

/** One line of the log of a painting: what was done to labels, or to what their values mean. */
export type PaintingLine = PaintEvent | ClassesEvent;

const whole = z.number().int().nonnegative();
const range = z.strictObject({ from: whole, to: whole });
const edit = z.strictObject({
  tool: z.enum(TOOLS),
  plane: z.enum(["xy", "xz", "yz"]),
  index: whole,
  value: whole.max(255),
  box: z.strictObject({ z: range, y: range, x: range }),
  before: z.array(whole),
  after: z.array(whole),
  voxels: whole,
});
const mapping = z.strictObject({
  values: z.array(z.strictObject({ value: whole.max(255), voxels: whole, classIndex: whole.max(255) })),
  classes: z.array(classSchema).max(MAX_CLASSES),
});
const lineSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("painted"), edit }),
  z.strictObject({ type: z.literal("undone") }),
  z.strictObject({ type: z.literal("redone") }),
  z.strictObject({ type: z.literal("classes"), mapping }),
]);

true satisfies Same<z.output<typeof lineSchema>, PaintingLine>;

/** Throws StudioError "BadInput" naming what does not fit. */
export const parsePaintingLine = (json: unknown): PaintingLine => parseWith(lineSchema, "The line", json);
