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

/** A line with the time it was written, milliseconds since 1970; those of earlier versions have none. */
export type LoggedLine = PaintingLine & { readonly at?: number };

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
const at = z.number().exactOptional();
const lineSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("painted"), at, edit }),
  z.strictObject({ type: z.literal("undone"), at }),
  z.strictObject({ type: z.literal("redone"), at }),
  z.strictObject({ type: z.literal("classes"), at, mapping }),
]);

true satisfies Same<z.output<typeof lineSchema>, LoggedLine>;

/** Throws StudioError "BadInput" naming what does not fit. */
export const parsePaintingLine = (json: unknown): LoggedLine => parseWith(lineSchema, "The line", json);
