import { comparedBySet, type ComparedPart, type ComparedRegion } from "../../core/image/comparePart.ts";
import type { ConfusionMatrix } from "../../core/image/confusion.ts";
import { blockCounts } from "../../core/image/scoreBlocks.ts";
import { DEFAULT_METRIC } from "../../core/judging/defaultMetrics.ts";
import { headlineMetric } from "../../core/judging/headline.ts";
import type { ClassMetric, CountedMetric, Metric } from "../../core/judging/metric.ts";
import type { MetricId, Scores } from "../../core/judging/scores.ts";
import { createRegistry } from "../../core/registry.ts";
import type { Objective } from "../../core/space/objective.ts";
import type { Evaluation } from "../../core/study/trial.ts";
import accuracy from "./accuracy.ts";
import adjustedRand from "./adjustedRand.ts";
import adaptedRandError from "./adaptedRandError.ts";
import averagePrecision from "./averagePrecision.ts";
import boundaryFScore from "./boundaryFScore.ts";
import dice from "./dice.ts";
import foregroundDice from "./foregroundDice.ts";
import iou from "./iou.ts";
import logDice from "./logDice.ts";
import meanDice from "./meanDice.ts";
import meanIou from "./meanIou.ts";
import panopticQuality from "./panopticQuality.ts";
import randFScore from "./randFScore.ts";

export const metrics = createRegistry<Metric>("metric", [
  meanIou,
  meanDice,
  foregroundDice,
  logDice,
  accuracy,
  adjustedRand,
  randFScore,
  boundaryFScore,
  averagePrecision,
  panopticQuality,
  adaptedRandError,
  iou,
  dice,
]);

/** Metrics that give one number, as tables of a study have them. */
export const valueMetrics = metrics.list.filter(({ gives }) => gives === "value");

/** Metrics that give one number a class. */
export const classMetrics: readonly ClassMetric[] = metrics.list.filter((metric) => metric.gives === "perClass");

/** The metric that is the mean over classes of one that tells them apart. */
export const meanMetric = (metric: MetricId): MetricId => classMetrics.find(({ id }) => id === metric)?.mean ?? metric;

/** What a strategy may optimise: every evaluation has it. */
export const objectiveMetrics: readonly CountedMetric[] = metrics.list.filter(
  (metric) => metric.from === "confusion" && metric.gives === "value",
);

/** What a policy may be rewarded with: more is better. */
export const rewardMetrics = objectiveMetrics.filter(({ goal }) => goal === "maximise");

const objectives = createRegistry<CountedMetric>("objective", objectiveMetrics);

/** To optimise a metric. Throws StudioError "UnknownId" for one that not every evaluation has. */
export const objectiveOf = (metric: MetricId): Objective => ({ metric, goal: objectives.get(metric).goal });

/** The metric that tables and sentences of a study go by, with how it is measured. */
export const headlineOf = (study: Parameters<typeof headlineMetric>[0]): CountedMetric =>
  objectives.get(headlineMetric(study));

export const DEFAULT_OBJECTIVE = objectiveOf(DEFAULT_METRIC);

/** What a strategy minimises, in words: "1 − mean IoU". */
export const objectiveLabel = (metric: MetricId): string => {
  const { goal, label } = objectives.get(metric);
  return goal === "minimise" ? label : `1 − ${label}`;
};

/** What counts come to, of the first `scored` classes: what every evaluation has. */
export const scoresOf = (confusion: ConfusionMatrix, scored = confusion.classes): Scores => ({
  values: Object.fromEntries(objectiveMetrics.map((metric) => [metric.id, metric.measure(confusion, scored)])),
  perClass: Object.fromEntries(classMetrics.map((metric) => [metric.id, metric.measure(confusion, scored)])),
});

/** What whole predictions come to, with the metrics that need them: what an evaluation has that ends a training, or tests it. */
export function finalScores({ confusion, regions }: ComparedPart, scored = confusion.classes): Scores {
  const { values, perClass } = scoresOf(confusion, scored);
  return { values: { ...values, ...placedValues(regions) }, perClass };
}

/** What is kept of a part that was predicted whole at such a step. */
export function evaluationAt(step: number, found: ComparedPart): Evaluation {
  const sets = [...comparedBySet(found)].map(([set, own]) => [set, finalScores(own)] as const);
  return {
    step,
    scores: finalScores(found),
    confusion: [...found.confusion.counts],
    blocks: blockCounts(found),
    ...(sets.length > 0 && { scoresBySet: Object.fromEntries(sets) }),
  };
}

function placedValues(regions: readonly ComparedRegion[]): Scores["values"] {
  const haveObjects = regions.some(({ boundary }) => boundary);
  return Object.fromEntries(
    metrics.list.flatMap((metric) =>
      metric.from === "labels" && (haveObjects || !metric.isOfObjects)
        ? [[metric.id, metric.measure(regions)] as const]
        : [],
    ),
  );
}
