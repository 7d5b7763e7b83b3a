import { genotypeOf, isProposed } from "../core/study/architecture.ts";
import { rankCorrelationOf } from "../core/statistics.ts";
import { catalogParts } from "../catalog/parts.ts";
import type { SurrogateQuestion } from "../catalog/strategies/blackbox/surrogatePlane.ts";
import type { VectorParameter, VectorView } from "../core/space/space.ts";
import { minimised, type Objective } from "../core/space/objective.ts";
import { createResolver } from "../core/stages/resolve.ts";
import { searchStage } from "../core/stages/search.ts";
import { trialsOf } from "../core/study/trials.ts";
import type { Study } from "../core/study/study.ts";
import { evaluationOf, type Trial } from "../core/study/trial.ts";

/** A trial as a point of its space's vector view. */
export interface VectorTrial {
  readonly trial: Trial;
  /** Number of the candidate, from 1. */
  readonly number: number;
  readonly x: readonly number[];
  /** The stage's objective; null where it has none. */
  readonly value: number | null;
}

export interface VectorStage {
  readonly parameters: readonly VectorParameter[];
  readonly trials: readonly VectorTrial[];
}

/** The candidates of a stage in the axes of its space; null where the space is no box of numbers. */
export function vectorStage(study: Study, stage: number): VectorStage | null {
  const view = vectorView(study, stage);
  const spec = searchStage(study, stage);
  if (!view) return null;
  const candidates = trialsOf(study, stage).filter(isProposed);
  return {
    parameters: view.parameters,
    trials: candidates.map((trial, index) => vectorTrial(trial, index + 1, view, spec.objective)),
  };
}

function vectorView(study: Study, stage: number): VectorView | null {
  if (!study.sources[stage]) return null;
  return createResolver(catalogParts).space(study, stage).views.vector ?? null;
}

function vectorTrial(trial: Trial, number: number, view: VectorView, objective: Objective): VectorTrial {
  const evaluation = evaluationOf(trial);
  const x = isProposed(trial) ? view.toVector(genotypeOf(trial)) : [];
  return { trial, number, x, value: evaluation && minimised(objective, evaluation.scores) };
}

/** One call of a surrogate strategy: what it expected, what came out, how far it kept from known points. */
export interface SurrogateCall {
  readonly number: number;
  readonly expected: number;
  readonly value: number | null;
  readonly radius: number;
  readonly trial: Trial;
}

export const surrogateCalls = ({ trials }: VectorStage): readonly SurrogateCall[] =>
  trials.flatMap(({ trial, number, value }) => {
    const { surrogate, radius } = trial.reason.numbers ?? {};
    return typeof surrogate === "number" && typeof radius === "number"
      ? [{ number, expected: surrogate, value, radius, trial }]
      : [];
  });

/** How much each axis has to do with the objective: the size of the rank correlation (Spearman), 0 … 1. */
export function importance({ parameters, trials }: VectorStage): readonly number[] {
  const scored = trials.filter(({ value }) => value !== null);
  if (scored.length < 3) return parameters.map(() => 0);
  const values = scored.map(({ value }) => value!);
  return parameters.map((_, axis) =>
    Math.abs(
      rankCorrelationOf(
        scored.map(({ x }) => x[axis]!),
        values,
      ),
    ),
  );
}

/** What a plane through the surrogate of all scored trials follows from, with the other axes held at the best trial. Null before there are more scored trials than axes: a surrogate needs that many. */
export function surrogateQuestion(stage: VectorStage, axes: readonly [number, number]): SurrogateQuestion | null {
  const scored = stage.trials.filter(({ value }) => value !== null);
  if (scored.length <= stage.parameters.length) return null;
  return {
    points: scored.map(({ x }) => x.map((value, axis) => unitOf(stage.parameters[axis]!, value))),
    values: scored.map(({ value }) => value!),
    axes,
  };
}

/** 0 at the low end of an axis, 1 at the high end. */
export const unitOf = ({ low, high }: VectorParameter, value: number): number =>
  high === low ? 0 : (value - low) / (high - low);
