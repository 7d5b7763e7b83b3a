import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { encodeTiff } from "../../catalog/exports/tiff.ts";
import { StudioError, toErrorRecord } from "../../core/errors.ts";
import {
  correctedVoxels,
  correctionWeights,
  errorMap,
  type Correction,
  type CorrectionMode,
} from "../../core/image/correction/correction.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { readMaskPair, type MaskPair, type MaskPairFlags } from "../maskPair.ts";
import type { Output } from "../output.ts";
import { checkOutput, writeOneOutput, type OutputRules } from "../outputFile.ts";

export interface CorrectFlags extends Omit<MaskPairFlags, "maskDataset"> {
  readonly raw?: string;
  readonly corrected?: string;
  readonly rawDataset?: string;
  readonly mode: CorrectionMode;
  readonly scale: number;
  readonly maps?: string;
  readonly force?: boolean;
}

/** `cristae correct`: what a person changed in a mask, and what each voxel is worth in a training that shall learn from it. */
export async function correct(
  { raw, corrected, rawDataset, mode, scale, maps, force = false, ...flags }: CorrectFlags,
  output: Output,
): Promise<void> {
  if (raw === undefined || corrected === undefined || maps === undefined)
    throw new StudioError("BadInput", "Name all three: --raw MASK --corrected MASK --maps FOLDER.");
  const rules = { flag: "--maps", inputs: [raw, corrected], force };
  const places = { error: join(maps, "error.tif"), weight: join(maps, "weight.tif") };
  const pair = await readMaskPair(
    { truth: corrected, mask: raw },
    { ...flags, ...(rawDataset !== undefined && { maskDataset: rawDataset }) },
    output,
  );
  await makeFolder(maps);
  for (const place of Object.values(places)) await checkOutput(place, rules);
  const correction = correctionOf(pair);
  const errors = errorMap(correction, mode);
  const weights = correctionWeights(correction.corrected, errors, { scale });
  await writeMaps(places, { error: errors, weight: weights }, pair, rules);
  const { missed, invented, changed } = correctedVoxels(correction);
  output.json({ type: "correction", mode, scale, missed, invented, changed, voxels: errors.length, maps: places });
  output.say(
    `${changed} of ${errors.length} voxels were corrected: ${missed} had been missed, ${invented} invented. Error and weights: ${places.error}, ${places.weight}`,
  );
}

/** Classes as indices whose 0 is the value 0, the background, whether it occurs or not. */
function correctionOf({ matched: { values }, region: { truth, prediction, shape } }: MaskPair): Correction {
  const shift = values.includes(0) ? 0 : 1;
  const shifted = (labels: Uint8Array) =>
    shift === 0 ? labels : labels.map((label) => (label === UNLABELLED ? UNLABELLED : label + shift));
  return { raw: shifted(prediction), corrected: shifted(truth), shape };
}

async function writeMaps(
  places: Readonly<Record<"error" | "weight", string>>,
  maps: Readonly<Record<"error" | "weight", Float32Array<ArrayBuffer>>>,
  { truth: { volume }, region: { shape } }: MaskPair,
  rules: OutputRules,
): Promise<void> {
  for (const name of ["error", "weight"] as const) {
    const bytes = encodeTiff({ shape, data: maps[name], voxelSizeNm: volume.voxelSizeNm });
    await writeOneOutput(places[name], bytes, rules);
  }
}

async function makeFolder(maps: string): Promise<void> {
  try {
    await mkdir(maps, { recursive: true });
  } catch (error) {
    throw new StudioError(
      "BadInput",
      `--maps is "${maps}", and no folder can be made there (${toErrorRecord(error).message}). Choose another place.`,
    );
  }
}
