import { disagreementOf } from "../../core/ensemble/choosing.ts";
import { StudioError } from "../../core/errors.ts";
import { lengthOf, type Part, type Range } from "../../core/image/dataset.ts";
import type { Plane } from "../../core/image/plane.ts";
import { covered, testColumns } from "../../core/image/testPart.ts";
import type { Scores } from "../../core/judging/scores.ts";
import type { Study } from "../../core/study/study.ts";
import type { TrialPlane } from "../studioApi.ts";
import { crossSection } from "./crossSection.ts";
import type { Predictions } from "./predictions.ts";

type Labels = Uint8Array<ArrayBuffer>;

/**
 * What may be looked at of what trials predict: everything but the test part, until that is opened. Whoever chooses a network by its
 * test slices has nothing left to test it by.
 */
export function createSeenPredictions(predictions: Predictions, study: () => Study) {
  const { task } = study().spec;
  const [depth, height, width] = task.shape;
  const hidden = (z: number): Range | null => (study().isTestOpened ? null : testColumns(task, z));

  /** The columns that are hidden of a slice. Throws where that is all of it. */
  function open(z: number): Range | null {
    const columns = hidden(z);
    if (columns && lengthOf(columns) === width) throw closed(`Slice ${z} belongs to the test part`);
    return columns;
  }

  const cover = async (labels: Promise<Labels>, columns: Range | null) => covered(await labels, width, columns);
  const seen = (id: number, z: number) => cover(predictions.slice(id, z), hidden(z));

  async function values(all: Promise<Float32Array<ArrayBuffer>>, columns: Range | null, instead = 0) {
    const found = await all;
    if (columns)
      for (let row = 0; row < found.length; row += width) found.fill(instead, row + columns.from, row + columns.to);
    return found;
  }

  return {
    width,
    height,
    slice: async (id: number, z: number): Promise<Labels> => cover(predictions.slice(id, z), open(z)),
    /** A slice with nothing in it where it is not open. */
    seen,
    refined: async (id: number, z: number, settings: Parameters<Predictions["refined"]>[2]): Promise<Labels> =>
      cover(predictions.refined(id, z, settings), open(z)),
    /** Probabilities of a class, 1 where a slice is not open: nothing begins there. */
    seenProbability: (id: number, z: number, classIndex: number) =>
      values(predictions.probability(id, z, classIndex), hidden(z), 1),
    probability: async (id: number, z: number, classIndex: number) =>
      values(predictions.probability(id, z, classIndex), open(z)),
    uncertainty: async (id: number, z: number) => values(predictions.uncertainty(id, z), open(z)),
    sliceScores: async (id: number, z: number): Promise<Scores> => predictions.sliceScores(id, z, open(z)),
    async partScores(id: number, part: Part): Promise<Scores> {
      if (part === "test" && !study().isTestOpened) throw closed("These are scores of the test part");
      return predictions.partScores(id, part);
    },
    /** Share of pixels that differ, a value a slice; 0 where a slice is not open. */
    async disagreement(
      a: number,
      b: number,
      onProgress: (done: number, planned: number) => void | Promise<void>,
    ): Promise<Float32Array<ArrayBuffer>> {
      const shares = new Float32Array(depth);
      const shown = Array.from(shares.keys()).filter((z) => lengthOf(hidden(z) ?? NOTHING) < width);
      for (const [done, z] of shown.entries()) {
        shares[z] = disagreementOf(await seen(a, z), await seen(b, z));
        await onProgress(done + 1, shown.length);
      }
      return shares;
    },
    plane: (id: number, plane: Plane, index: number): Promise<TrialPlane> =>
      crossSection(task.shape, plane, index, (z) => seen(id, z)),
  };
}

export type SeenPredictions = ReturnType<typeof createSeenPredictions>;

const NOTHING: Range = { from: 0, to: 0 };

const closed = (what: string): StudioError => new StudioError("TestClosed", `${what}, which has not been opened yet.`);
