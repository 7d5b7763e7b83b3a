import type { StudyStanding } from "../remote/watching/standing.ts";

/** A study of which nothing is shown. */
export const EMPTY_STANDING: StudyStanding = {
  ...{ name: "toy", metric: "mean IoU", planned: 0, isDone: false, trials: [], classes: [], bests: [] },
};
