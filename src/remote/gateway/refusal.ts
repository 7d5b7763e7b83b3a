import type { z } from "../../core/zod.ts";

/** Why a call is refused, as HTTP says it and in a sentence. */
export class Refusal extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Throws Refusal 400 naming the field. */
export function checked<T>(schema: z.ZodType<T>, what: string, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  throw new Refusal(400, `${what}: ${issue!.path.map(String).join(".") || "it"}: ${issue!.message}`.slice(0, 500));
}
