import { StudioError } from "../errors.ts";
import type { Recipe } from "../space/recipe.ts";
import { isProposed, roleOf } from "../study/architecture.ts";
import type { SpaceChoice } from "../study/spec.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import { kindOf } from "./index.ts";
import type { OtherStages } from "./stageKind.ts";

/** Where the networks of a stage and the recipe they are trained by come from. */
export interface Origin {
  readonly space: SpaceChoice;
  readonly recipe: Recipe;
  /** What the stage changes in a recipe that its space decodes. */
  readonly change: Partial<Recipe>;
  readonly memoryCap: number;
  /** The trial whose training the space searches. */
  readonly base?: Trial;
  /** Whether repeats are trained by the very recipe that has passed the memory cap before. */
  readonly isRepeat?: boolean;
}

/** What stages need to know of others in a study. */
export const othersOf = (study: Study): OtherStages => ({
  best: (index) => kindOf(study.spec.stages[index]!).best(study, index),
  isComparison(index) {
    const stage = study.spec.stages[index];
    return stage !== undefined && kindOf(stage).isComparison(stage);
  },
  origin: (index) => originOf(study, index),
});

/** Throws StudioError "BadStudyFile" for a stage that trains nothing, or has not begun and takes its networks from others. */
export function originOf(study: Study, index: number): Origin {
  const stage = study.spec.stages[index];
  const origin = stage && kindOf(stage).origin(study, index, stage, othersOf(study));
  if (origin) return origin;
  throw new StudioError("BadStudyFile", `Stage ${index + 1} trains no networks of its own.`);
}

/** The recipe a trial starts from, before its space changes numbers in it; null for one that is not trained. */
export function recipeOf(study: Study, trial: Pick<Trial, "stage" | "architecture">): Recipe | null {
  const { work } = roleOf(trial.architecture);
  if (work === "average" || work === "score") return null;
  const { recipe, base } = originOf(study, trial.stage);
  return base && isProposed(trial) ? recipeOf(study, base) : recipe;
}

/** Random streams of a trial. All of a retraining, and the search of training numbers, keep the data order of the trial they began from (spec 1.7). */
export function seedsOf(
  study: Study,
  { id, stage, architecture }: Pick<Trial, "id" | "stage" | "architecture">,
): { readonly weights: string; readonly data: string } {
  const own = `${study.spec.seed}/trial/${id}`;
  const spec = study.spec.stages[stage];
  const source = spec && kindOf(spec).alike(study, stage, spec, architecture);
  return { weights: own, data: source ? seedsOf(study, source).data : own };
}
