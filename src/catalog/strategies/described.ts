import { createRegistry } from "../../core/registry.ts";
import type { Lesson } from "../../core/strategy/lesson.ts";
import type { DescribedStrategy } from "../../core/strategy/strategy.ts";
import blackbox from "./blackbox/description.ts";
import crs from "./crs/description.ts";
import hierarchicalRandom from "./hierarchicalRandom.ts";
import latinHypercube from "./latinHypercube.ts";
import randomSampling from "./randomSampling.ts";
import reinforce from "./reinforce/description.ts";
import rSequence from "./rSequence.ts";

/** What strategies say of themselves, in the order in which they are offered: the page has it before a strategy's code is wanted. */
export const describedStrategies = createRegistry<DescribedStrategy>("strategy", [
  hierarchicalRandom,
  randomSampling,
  latinHypercube,
  rSequence,
  blackbox,
  crs,
  reinforce,
]);

/** How a strategy is explained; one without a lesson of its own by its reasons. */
export const lessonOf = ({ lesson, summary }: DescribedStrategy): Lesson =>
  lesson ?? {
    evaluations: 300,
    load: () => import("./coverLesson.ts").then(({ explainCover }) => explainCover(summary)),
  };

/** The strategy that the first lesson is about. */
export const FIRST_LESSON = crs.id;

/** What every other strategy has to beat. */
export const chance = randomSampling;
