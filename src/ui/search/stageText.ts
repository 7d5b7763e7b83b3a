import { strategies } from "../../catalog/strategies/index.ts";
import { networks } from "../../catalog/networks/index.ts";
import { spaces } from "../../catalog/spaces/index.ts";
import { epochsOf } from "../../core/study/sharedSearch.ts";
import type { RetrainStage, Stage } from "../../core/study/spec.ts";
import { recipeText } from "./recipeText.ts";

export interface StageWords {
  readonly title: string;
  /** Few words behind the title. */
  readonly what: string;
  readonly detail: string;
}

const stagesText = (from: readonly number[]): string =>
  from.length === 1 ? `stage ${from[0]! + 1}` : `stages ${from.map((index) => index + 1).join(", ")}`;

/** In the middle of a sentence: "random sampling", but "CRS2". */
const uncapitalised = (label: string): string =>
  /^[A-Z][A-Z0-9]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);

/** What is changed in the recipe, and what is trained alike. */
function retrainText({ recipe, baselines = [], controls = 0 }: RetrainStage): string {
  const changes = [recipe?.steps && `${recipe.steps} steps`, recipe?.patch && `patches of ${recipe.patch[2]} px`]
    .filter(Boolean)
    .join(", ");
  const alike = [
    ...baselines.map(({ id }) => networks.get(id).label),
    ...(controls > 0 ? [`${controls} random`] : []),
  ].join(", ");
  return `${changes || "fresh weights, the same data order"}${alike && `; beside ${alike}`}`;
}

/** What a stage does, for its card. */
export function stageWords(stage: Stage): StageWords {
  switch (stage.kind) {
    case "search": {
      const strategy = uncapitalised(strategies.get(stage.strategy.id).label);
      if (stage.base)
        return {
          title: "Tune",
          what: strategy,
          detail: `training of the best of stage ${stage.base.bestOf + 1}, ${spaces.get(stage.space.id).label.toLowerCase()}`,
        };
      return { title: "Search", what: strategy, detail: recipeText(stage.recipe) };
    }
    case "supernet":
      return {
        title: "Shared weights",
        what: uncapitalised(strategies.get(stage.controller.id).label),
        detail: `${epochsOf(stage.recipe)} epochs of ${stage.recipe.evaluateEvery} steps, ${stage.updates} updates; the best ${stage.keep} of ${stage.samples}`,
      };
    case "retrain":
      return {
        title: stage.recipe?.patch ? "Transfer" : "Retrain",
        what: `${"trial" in stage.source ? `trial #${stage.source.trial}` : `best of stage ${stage.source.bestOf + 1}`}, ${stage.times} ${stage.times === 1 ? "seed" : "seeds"}`,
        detail: retrainText(stage),
      };
    case "ensemble":
      return {
        title: "Ensemble",
        what: `top ${stage.members} of ${stagesText(stage.from)}`,
        detail: "mean of probabilities",
      };
    case "test":
      return { title: "Test", what: `best of ${stagesText(stage.from)}`, detail: "the test slices, opened once" };
    default:
      return stage satisfies never;
  }
}
