import type { Study } from "../core/study/study.ts";

/** All of a study but how its list of trials is made, for comparing two. */
export const plainStudy = (study: Study | null) => study && { ...study, trials: [...study.trials] };
