import { StudioError } from "../../core/errors.ts";
import { type Correction } from "../../core/image/correction/correction.ts";
import { CORRECTION_SCALE, type CorrectionMode } from "../../core/image/correction/modes.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { tellCorrection } from "../correctionMaps.ts";
import { readMaskPair, type MaskPair, type MaskPairFlags } from "../maskPair.ts";
import type { Output } from "../output.ts";

/** What both forms of the command take. */
export interface CorrectionFlags extends Omit<MaskPairFlags, "maskDataset"> {
  readonly raw?: string;
  readonly corrected?: string;
  readonly rawDataset?: string;
  readonly mode: CorrectionMode;
  /** What a mistake adds to a weight; that of the rounds before, else the usual, where it is not given. */
  readonly scale?: number;
  readonly maps?: string;
  readonly force?: boolean;
}

/** `cristae correct` without a study: what a person changed in a mask, and what each voxel is worth in a training that shall learn from it. */
export async function correct(
  { raw, corrected, rawDataset, mode, scale = CORRECTION_SCALE, maps, force = false, ...flags }: CorrectionFlags,
  output: Output,
): Promise<void> {
  if (raw === undefined || corrected === undefined || maps === undefined)
    throw new StudioError(
      "BadInput",
      "Name all three: --raw MASK --corrected MASK --maps FOLDER. To train on by it, name the study too: cristae correct STUDY --raw MASK --corrected MASK --slices FROM:TO --out NEXT.cristae.zip.",
    );
  const pair = await readMaskPair(
    { truth: corrected, mask: raw },
    { ...flags, ...(rawDataset !== undefined && { maskDataset: rawDataset }) },
    output,
  );
  const places = { folder: maps, rules: { flag: "--maps", inputs: [raw, corrected], force } };
  await tellCorrection({ ...correctionOf(pair), mode, scale }, places, pair.truth.volume.voxelSizeNm, output);
}

/** Classes as indices whose 0 is the value 0, the background, whether it occurs or not. */
function correctionOf({ matched: { values }, region: { truth, prediction, shape } }: MaskPair): Correction {
  const shift = values.includes(0) ? 0 : 1;
  const shifted = (labels: Uint8Array) =>
    shift === 0 ? labels : labels.map((label) => (label === UNLABELLED ? UNLABELLED : label + shift));
  return { raw: shifted(prediction), corrected: shifted(truth), shape };
}
