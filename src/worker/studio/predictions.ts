import { StudioError } from "../../core/errors.ts";
import { finalScores } from "../../catalog/metrics/index.ts";
import { comparedPart, comparePart } from "../../core/image/comparePart.ts";
import { boundaryClassOf } from "../../core/image/objects/boundaryClass.ts";
import type { Scores } from "../../core/judging/scores.ts";
import type { Part, Range, Region } from "../../core/image/dataset.ts";
import { joinedStack, partRegions } from "../../core/image/subjects.ts";
import { covered } from "../../core/image/testPart.ts";
import { sliceOf } from "../../core/image/volume.ts";
import type { Study } from "../../core/study/study.ts";
import { evaluationOf, type Trial } from "../../core/study/trial.ts";
import { trialPredictor } from "../session.ts";
import type { OpenStudy } from "./openStudy.ts";
import { createRefinement } from "./refinement.ts";
import { createSlicePredictions } from "./slicePredictions.ts";

/** What the trials of an open study see, computed when first asked for. */
export function createPredictions(open: OpenStudy) {
  const { task } = open.study().spec;
  const [, height, width] = task.shape;
  const whole = { y: { from: 0, to: height }, x: { from: 0, to: width } };
  const classes = task.classes.length;
  const boundary = boundaryClassOf(task.classes);

  async function predict(id: number, region: Region, withProbabilities: boolean) {
    const [predictor, pool] = [
      await trialPredictor(open.study(), open.folder, trialOf(open.study(), id)),
      await open.pool(),
    ];
    return pool.predict(predictor, region, withProbabilities);
  }

  const slices = createSlicePredictions({
    ...{ shape: task.shape, classes },
    predict: (id, z, withProbabilities) => predict(id, { ...whole, z }, withProbabilities),
    kept: {
      read: (id, z) => open.folder.readMask(id, z),
      write: (id, z, labels) => open.folder.writeMask(id, z, labels),
    },
  });

  async function partScores(id: number, part: Part): Promise<Scores> {
    const trial = trialOf(open.study(), id);
    const evaluation = part === "validation" ? evaluationOf(trial) : part === "test" ? trial.test : null;
    if (evaluation) return evaluation.scores;
    const dataset = open.dataset();
    const { labels: truth, split } = dataset;
    if (partRegions(joinedStack(dataset), split, part).length === 0)
      throw new StudioError("NotFound", `The split has no ${part} part.`);
    const stack = { ...joinedStack(dataset), labels: truth.data, classes, boundary, split };
    return finalScores(await comparePart(stack, part, async (region) => (await predict(id, region, false)).labels));
  }

  return {
    ...slices,
    width,
    height,
    partScores,
    /** Without the columns that are left out. */
    async sliceScores(id: number, z: number, leftOut: Range | null = null): Promise<Scores> {
      const { labels, volume } = open.dataset();
      const truth = covered(sliceOf(labels.data, volume.shape, z).slice(), width, leftOut);
      const region = { shape: [1, height, width], classes, boundary, truth } as const;
      return finalScores(comparedPart([{ ...region, prediction: await slices.slice(id, z) }], classes));
    },
    refined: createRefinement(open, (id, z) => slices.sliceProbabilities(id, z)),
  };
}

export type Predictions = ReturnType<typeof createPredictions>;

function trialOf({ trials }: Study, id: number): Trial {
  const trial = trials.at(id);
  if (!trial) throw new StudioError("NotFound", `This study has no trial ${id}.`);
  return trial;
}
