import { strategies } from "../../catalog/strategies/index.ts";
import { spaces } from "../../catalog/spaces/index.ts";
import type { Stage } from "../../core/search/study.ts";
import { recipeText } from "./recipeText.ts";

export interface StageWords {
  readonly title: string;
  /** Few words behind the title. */
  readonly what: string;
  readonly detail: string;
}

const stagesText = (from: readonly number[]): string => (from.length === 1 ? `stage ${from[0]! + 1}` : `stages ${from.map((index) => index + 1).join(", ")}`);

/** In the middle of a sentence: "random sampling", but "CRS2". */
const uncapitalised = (label: string): string => (/^[A-Z][A-Z0-9]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1));

/** What a stage does, for its card. */
export function stageWords(stage: Stage): StageWords {
  switch (stage.kind) {
    case "search": {
      const strategy = uncapitalised(strategies.get(stage.strategy.id).label);
      if (stage.base) return { title: "Tune", what: strategy, detail: `training of the best of stage ${stage.base.bestOf + 1}, ${spaces.get(stage.space.id).label.toLowerCase()}` };
      return { title: "Search", what: strategy, detail: recipeText(stage.recipe) };
    }
    case "retrain":
      return { title: "Retrain", what: `${"trial" in stage.source ? `trial #${stage.source.trial}` : `best of stage ${stage.source.bestOf + 1}`}, ${stage.times} seeds`, detail: "fresh weights, the same data order" };
    case "ensemble":
      return { title: "Ensemble", what: `top ${stage.members} of ${stagesText(stage.from)}`, detail: "mean of probabilities" };
    case "test":
      return { title: "Test", what: `best of ${stagesText(stage.from)}`, detail: "the test slices, opened once" };
    default:
      return stage satisfies never;
  }
}
