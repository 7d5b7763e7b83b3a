import type { Stage, StageName } from "../../../core/stages/index.ts";
import { buildView } from "./build.tsx";
import { correctView } from "./correct.tsx";
import { ensembleView } from "./ensemble.tsx";
import { raceView } from "./race.tsx";
import { retrainView } from "./retrain.tsx";
import { searchView } from "./search.tsx";
import type { StageView } from "./stageView.ts";
import { shuffleView } from "./shuffle.tsx";
import { supernetView } from "./supernet.tsx";
import { testView } from "./test.tsx";

/** In the order in which they are offered. */
const VIEWS: { readonly [Name in StageName]: StageView<Extract<Stage, { kind: Name }>> } = {
  retrain: retrainView,
  race: raceView,
  build: buildView,
  shuffle: shuffleView,
  correct: correctView,
  search: searchView,
  supernet: supernetView,
  ensemble: ensembleView,
  test: testView,
};

/** How the page shows a stage. */
export const viewOf = <S extends Stage>({ kind }: S): StageView<S> => VIEWS[kind] as unknown as StageView<S>;

/** All that may be added to a plan. */
export const offersFor = (stages: readonly Stage[]) => Object.values(VIEWS).flatMap((view) => view.offers(stages));
