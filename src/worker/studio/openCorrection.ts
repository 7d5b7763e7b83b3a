import { lengthOf } from "../../core/image/dataset.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { voxelCount } from "../../core/image/volume.ts";
import { StudioError } from "../../core/errors.ts";
import { proposalOf } from "../../core/stages/correcting.ts";
import { sizeOf } from "../../core/stages/stages.ts";
import { correctionName } from "../../storage/studyFolder.ts";
import { keptCorrection } from "../artifacts.ts";
import { damaged, valuesAsClasses } from "./beginPainting.ts";
import { NO_HISTORY, stackOf, type OpenData } from "./openData.ts";
import type { OpenStudy } from "./openStudy.ts";
import { openPainting } from "./painting.ts";
import type { OpenCorrection } from "./shownData.ts";

/** What was proposed for a stage, over the open data, with all that was done to it since; its log lies with the study. Throws StudioError "NotFound" where nothing was proposed. */
export async function openCorrection(study: OpenStudy, stage: number, open: OpenData): Promise<OpenCorrection> {
  const { spec, trials } = study.study();
  const proposal = proposalOf(study.study(), stage);
  const { slices, trial } = proposal;
  const dataset = study.dataset();
  const { shape } = dataset.labels;
  const raw = await keptCorrection(study.folder, proposal.raw);
  if (raw.length !== lengthOf(slices) * shape[1] * shape[2])
    throw new StudioError(
      "BadStudyFile",
      "What was proposed is of another size than the slices. Predict them once more.",
    );
  const name = correctionName(proposal);
  const bare = new Uint8Array(voxelCount(shape)).fill(UNLABELLED);
  const opened = await openPainting({
    id: name.slice(0, 16),
    log: study.folder.correctionLog(name),
    // The image is the study's, and the proposal is kept already.
    begin: () => Promise.resolve(),
    release: () => undefined,
    base: { shape, data: bare },
    baseRevision: name,
  });
  const { painting, damage } = opened;
  const labels = { shape, data: painting.labels.data, classes: spec.task.classes };
  return {
    data: {
      ...open,
      ...NO_HISTORY,
      labels: stackOf(`${dataset.name}, corrected`, "Corrected here", { ...dataset.volume, data: labels.data }),
      mapping: painting.recounted(valuesAsClasses(labels)),
      painting,
      remarks: damage === null ? [] : [damaged(damage)],
    },
    proposal: { slices, raw },
    about: { stage, slices, trial: trials.at(trial)!.label, round: sizeOf(spec.stages[stage]!) + 1 },
  };
}
