import { correctedVoxels } from "../core/image/correction/correction.ts";
import type { CorrectedSlices } from "../core/image/correction/correctedStack.ts";
import type { CorrectionRound } from "../core/study/correctionRound.ts";
import type { StudyFolder } from "../storage/studyFolder.ts";

/** Keeps the masks of a round beside the log, as predicted and as corrected, and gives the round as the log tells it. Both have as many voxels as the slices. */
export async function keepRound(
  folder: Pick<StudyFolder, "writeCorrection">,
  { slices, mode, raw, corrected }: CorrectedSlices,
  minutes?: number,
): Promise<CorrectionRound> {
  return {
    ...{ slices, mode },
    raw: await folder.writeCorrection(raw),
    corrected: await folder.writeCorrection(corrected),
    ...correctedVoxels({ raw, corrected }),
    ...(minutes !== undefined && { minutes }),
  };
}
