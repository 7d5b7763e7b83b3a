import { expect, test } from "vitest";
import { recipeSchema } from "./space/recipeSchema.ts";
import { stageSchema } from "./stages/index.ts";
import { eventSchema } from "./study/events.ts";
import { planSchema } from "./study/plan.ts";
import { z } from "./zod.ts";

const SCHEMAS = { recipe: recipeSchema, stage: stageSchema, event: eventSchema, plan: planSchema };

test.each(Object.entries(SCHEMAS))(
  "docs/schema/%s.json says what is checked (vitest -u writes it)",
  async (name, schema) => {
    const json = z.toJSONSchema(schema, { unrepresentable: "any", reused: "ref" });
    await expect(`${JSON.stringify(json, null, 2)}\n`).toMatchFileSnapshot(`../../docs/schema/${name}.json`);
  },
);
