import { finalScores } from "../../catalog/metrics/index.ts";
import { comparedBySet, comparePart } from "../../core/image/comparePart.ts";
import { regionShape, type Dataset } from "../../core/image/dataset.ts";
import { DEFAULT_METRIC } from "../../core/judging/defaultMetrics.ts";
import { valueOf, type Scores } from "../../core/judging/scores.ts";
import { voxelCount } from "../../core/image/volume.ts";

/** The one class that scores best where it is the answer everywhere, and what it scores: what any network has to beat. */
export interface ConstantAnswer {
  readonly className: string;
  readonly scores: Scores;
}

/** The best constant answer on the test part of each set. */
export async function constantAnswers({
  volume,
  subjects,
  labels,
  split,
}: Dataset): Promise<ReadonlyMap<string, ConstantAnswer>> {
  const { classes, data } = labels;
  const stack = { shape: volume.shape, subjects, labels: data, classes: classes.length, split };
  const best = new Map<string, ConstantAnswer>();
  for (const [index, { name }] of classes.entries()) {
    const found = await comparePart(stack, "test", (region) =>
      Promise.resolve(new Uint8Array(voxelCount(regionShape(region))).fill(index)),
    );
    for (const [set, own] of comparedBySet(found)) {
      const answer = { className: name, scores: finalScores(own) };
      if (headline(answer) > headline(best.get(set))) best.set(set, answer);
    }
  }
  return best;
}

const headline = (answer: ConstantAnswer | undefined): number => valueOf(answer?.scores, DEFAULT_METRIC) ?? -1;
