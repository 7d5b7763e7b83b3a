import { StudioError } from "../../core/errors.ts";
import { withCorrections } from "../../core/image/correction/correctedStack.ts";
import { errorMap } from "../../core/image/correction/correction.ts";
import { joinedStack } from "../../core/image/subjects.ts";
import { sliceOf } from "../../core/image/volume.ts";
import { kindOf } from "../../core/stages/index.ts";
import { correctedRounds } from "../artifacts.ts";
import type { CorrectionMaps } from "../studioApi.ts";
import type { OpenStudy } from "./openStudy.ts";

/** What a slice of a round was, became, and is worth. `round` counts from 1. Throws StudioError "NotFound" where there is none such. */
export async function correctionMaps(
  study: Pick<OpenStudy, "study" | "dataset" | "folder">,
  stage: number,
  round: number,
  z: number,
): Promise<CorrectionMaps> {
  const { spec } = study.study();
  const asked = spec.stages[stage];
  const corrections = asked ? kindOf(asked).corrections(asked, round) : null;
  const last = corrections?.rounds[round - 1];
  if (!corrections || !last || z < last.slices.from || z >= last.slices.to)
    throw new StudioError("NotFound", `Round ${round} corrected no slice ${z}.`);
  const { volume, labels, ...rest } = study.dataset();
  const rounds = await correctedRounds(study.folder, corrections);
  const { raw, corrected, mode } = rounds.at(-1)!;
  const [, height, width] = labels.shape;
  const area = height * width;
  const within = (mask: Uint8Array) => mask.slice((z - last.slices.from) * area, (z - last.slices.from + 1) * area);
  const [before, after] = [within(raw), within(corrected)];
  const stack = { ...joinedStack({ ...rest, volume }), labels: labels.data, split: spec.task.split };
  const { voxelWeights } = withCorrections(stack, rounds, corrections.scale);
  return {
    ...{ width, height, raw: before, corrected: after },
    image: sliceOf(volume.data, volume.shape, z).slice(),
    errors: errorMap({ raw: before, corrected: after, shape: [1, height, width] }, mode),
    weights: sliceOf(voxelWeights, labels.shape, z).slice(),
  };
}
