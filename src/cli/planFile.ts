import { checkPlan } from "../catalog/checkPlan.ts";
import { StudioError } from "../core/errors.ts";
import { parsePlan, type PlanFile } from "../core/study/plan.ts";
import { isOnnx } from "./onnxSource.ts";
import { readJson } from "./spec.ts";

/** A plan with a name and a seed where it says them. */
export type PlannedRun = Pick<PlanFile, "stages"> & Partial<Pick<PlanFile, "name" | "seed">>;

/** Flags that say what a plan says: beside one, two would speak of the same. `--seed` and `--name` only name the run, and go before it. */
export const PLANNED: readonly string[] = [
  "--recipe",
  "--steps",
  "--patch",
  "--input",
  "--patches",
  "--batch",
  "--evaluate-every",
  "--scored-share",
  "--memory-cap",
  "--space",
  "--preset",
  "--strategy",
  "--trials",
  "--pipeline",
  "--objective",
  "--set",
  "--order",
  "--window",
  "--baseline",
];

/**
 * The plan of a file, or of the standard input for "-". Baselines of ONNX files may be given beside it, as no plan holds such. Throws StudioError "BadInput" where it does not fit, and for flags
 * that a plan decides.
 */
export async function readPlan(
  file: string,
  { given = [], baseline = [] }: { readonly given?: readonly string[]; readonly baseline?: readonly string[] },
): Promise<PlannedRun> {
  const isBeside = (flag: string) => flag === "--baseline" && baseline.every(isOnnx);
  const twice = given.filter((flag) => PLANNED.includes(flag) && !isBeside(flag));
  if (twice.length > 0)
    throw new StudioError(
      "BadInput",
      `${file} plans the search, and ${twice.join(", ")} would plan it too. Change it in the file, or leave the file out; data, --seed, --name, --out and the machine are said by flags.`,
    );
  const plan = parsePlan(await readJson(file));
  checkPlan(plan);
  return plan;
}
