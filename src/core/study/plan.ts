import { StudioError } from "../errors.ts";
import { parseWith } from "../space/recipeSchema.ts";
import { copiedStages } from "../stages/edits.ts";
import { stageSchema, type Stage } from "../stages/index.ts";
import type { Same } from "../sameType.ts";
import { z } from "../zod.ts";
import { STUDY_VERSION, type StudySpec } from "./spec.ts";

/** All that is searched and how, for any data: what a file keeps of a plan. */
export interface PlanFile {
  /** That of the logs of studies: stages mean the same in both. */
  readonly version: typeof STUDY_VERSION;
  readonly name?: string;
  readonly seed: number;
  readonly stages: readonly Stage[];
}

export const planSchema = z.strictObject({
  version: z.literal(STUDY_VERSION),
  name: z.string().max(20_000).exactOptional(),
  seed: z.number(),
  stages: z.array(stageSchema).min(1),
});
true satisfies Same<z.output<typeof planSchema>, PlanFile>;

/** The plan of a study, to be run again. Stages that speak of its trials and baselines of ONNX files are left out: another study has none of them. */
export const planOf = ({ version, name, seed, stages }: StudySpec): PlanFile => ({
  version,
  name,
  seed,
  stages: copiedStages(stages),
});

export const planText = (plan: PlanFile): string => `${JSON.stringify(plan, null, 2)}\n`;

/** Fields by which other files of the studio are told from a plan, and what is done with such. */
const OTHERS: readonly (readonly [field: string, is: string])[] = [
  ["kind", 'one stage; a plan holds such in a list, {"version", "seed", "stages": [...]}'],
  ["loss", "a recipe; load it as one (--recipe, or Load beside Recipe)"],
  ["space", "a search space; load it as one (--space, or Load in the Space room)"],
  ["nodes", "a network; a plan trains it as a baseline or not at all (cristae train --network trains it alone)"],
];

/** Whether JSON could be meant as a plan. */
export const isPlanJson = (json: unknown): boolean => typeof json === "object" && json !== null && "stages" in json;

/** A plan from a file. Throws StudioError "OtherVersion", and "BadInput" saying what it is instead, or which field does not fit and why. */
export function parsePlan(json: unknown): PlanFile {
  if (!isPlanJson(json)) {
    const found = OTHERS.find(([field]) => typeof json === "object" && json !== null && field in json);
    throw new StudioError(
      "BadInput",
      `This is no plan: it has no "stages"${found ? `. It looks like ${found[1]}` : ""}. A plan is written by Save plan in the page and by cristae show STUDY --plan.`,
    );
  }
  const { version } = json as { readonly version?: unknown };
  if (typeof version === "number" && version !== STUDY_VERSION)
    throw new StudioError(
      "OtherVersion",
      `This plan is of version ${version}, this Cristae reads version ${STUDY_VERSION}. ${version > STUDY_VERSION ? "Update Cristae to run it." : "Open its study with this version and save the plan anew."}`,
    );
  return parseWith(planSchema, "The plan", json);
}
