import { logitsOf } from "../../core/crf/logits.ts";
import { meanField } from "../../core/crf/meanField.ts";
import { crfNumbers, type CrfSettings } from "../../core/crf/settings.ts";
import { sliceOf } from "../../core/image/volume.ts";
import { mostProbable } from "../../engine/mostProbable.ts";
import { normalise } from "../../engine/trainingData.ts";
import type { OpenStudy } from "./openStudy.ts";

/** Labels of a slice after a conditional random field within it, which begins with a trial's probabilities, [voxel][class]. */
export const createRefinement =
  (
    open: Pick<OpenStudy, "dataset" | "study">,
    probabilities: (trial: number, z: number) => Promise<Float32Array<ArrayBuffer>>,
  ) =>
  async (trial: number, z: number, settings: CrfSettings): Promise<Uint8Array<ArrayBuffer>> => {
    const { volume } = open.dataset();
    const { intensity, classes } = open.study().spec.task;
    const [, height, width] = volume.shape;
    const refined = await meanField(
      {
        logits: logitsOf(await probabilities(trial, z)),
        image: normalise(sliceOf(volume.data, volume.shape, z), intensity),
        shape: [1, height, width],
        classes: classes.length,
        voxel: volume.voxelSizeNm ?? [1, 1, 1],
      },
      crfNumbers(settings, classes.length),
    );
    return Uint8Array.from({ length: width * height }, (_, voxel) =>
      mostProbable(refined, voxel * classes.length, classes.length),
    );
  };
