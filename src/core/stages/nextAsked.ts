import type { Study } from "../study/study.ts";
import type { Asked, AskingParts } from "./asked.ts";
import { nextEnsemble } from "./ensemble.ts";
import { nextRetraining } from "./retrain.ts";
import { createSearchAsking } from "./search.ts";
import { nextShared } from "./supernet.ts";

/** What a stage that has begun asks for next; null while it has to wait, and once it has all. */
export type NextAsked = (study: Study, stage: number) => Asked | null;

/** Asks for all stages of one run; of strategies at most `limit` candidates. */
export function createAsking(parts: AskingParts, limit: number): NextAsked {
  const nextOfSearch = createSearchAsking(parts, limit);
  return (study, index) => {
    const stage = study.spec.stages[index]!;
    switch (stage.kind) {
      case "search":
        return nextOfSearch(study, index, stage);
      case "supernet":
        return nextShared(parts, study, index, stage);
      case "retrain":
        return nextRetraining(parts, study, index, stage);
      case "ensemble":
        return nextEnsemble(parts, study, index);
      case "test":
        return null;
      default:
        return stage satisfies never;
    }
  };
}
