import { valueOf, type MetricId, type Scores } from "../core/judging/scores.ts";
import { MAIN } from "../core/network/outputs.ts";
import type { Model } from "./model.ts";
import type { WeightSet } from "../core/network/weights.ts";

/** The weights of the evaluation that scored best so far. */
export interface BestWeights {
  readonly step: number;
  readonly score: number;
  readonly weights: WeightSet;
}

/** What the best evaluation's weights are called in a checkpoint, beside those of the last step. */
const PREFIX = "best/";

/** Remembers the weights of the best evaluation by a metric of which more is better; of equal ones the first. Where no metric is named, nothing. */
export interface BestKeeper {
  readonly best: BestWeights | null;
  consider(model: Model, step: number, scores: Scores): Promise<void>;
}

/** `outputAt` says by which output an evaluation was made: scores of one say nothing beside those of another. */
export function createBestKeeper(
  metric: MetricId | null,
  known: BestWeights | null,
  outputAt: (step: number) => string = () => MAIN,
): BestKeeper {
  let best = known;
  return {
    get best() {
      return best;
    },
    async consider(model, step, scores) {
      const score = metric === null ? null : valueOf(scores, metric);
      const held = best && outputAt(best.step) === outputAt(step) ? best : null;
      if (score !== null && score > (held?.score ?? -Infinity))
        best = { step, score, weights: await model.exportWeights() };
    },
  };
}

/** The tensors of a checkpoint that hold them. */
export const bestTensors = (best: BestWeights | null): WeightSet =>
  (best?.weights ?? []).map(({ name, ...tensor }) => ({ name: `${PREFIX}${name}`, ...tensor }));

/** Out of the tensors and facts of a checkpoint; null where it holds none. */
export function bestIn(tensors: WeightSet, about: Readonly<Record<string, string>>): BestWeights | null {
  if (about.bestStep === undefined) return null;
  const weights = tensors.flatMap(({ name, ...tensor }) =>
    name.startsWith(PREFIX) ? [{ name: name.slice(PREFIX.length), ...tensor }] : [],
  );
  return { step: Number(about.bestStep), score: Number(about.bestScore), weights };
}
