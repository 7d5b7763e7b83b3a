import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { encodeTiff } from "../catalog/exports/tiff.ts";
import { StudioError, toErrorRecord } from "../core/errors.ts";
import { correctedVoxels, correctionWeights, errorMap, type Correction } from "../core/image/correction/correction.ts";
import type { CorrectionMode } from "../core/image/correction/modes.ts";
import type { Volume } from "../core/image/volume.ts";
import type { Output } from "./output.ts";
import { checkOutput, writeOneOutput, type OutputRules } from "./outputFile.ts";

/** Where maps of a correction go, and what may not be overwritten by them. */
export interface MapPlaces {
  readonly folder: string;
  readonly rules: OutputRules;
}

export interface WeighedCorrection extends Correction {
  readonly mode: CorrectionMode;
  /** What a mistake adds to a weight. */
  readonly scale: number;
}

/** Counts what was corrected, and writes error.tif and weight.tif where that is asked for. */
export async function tellCorrection(
  { mode, scale, ...correction }: WeighedCorrection,
  places: MapPlaces | null,
  voxelSizeNm: Volume["voxelSizeNm"],
  output: Output,
): Promise<void> {
  const { missed, invented, changed } = correctedVoxels(correction);
  const maps = places && (await writeMaps({ mode, scale, ...correction }, places, voxelSizeNm));
  const voxels = correction.corrected.length;
  output.json({ type: "correction", mode, scale, missed, invented, changed, voxels, ...(maps && { maps }) });
  output.say(
    `${changed} of ${voxels} voxels were corrected: ${missed} had been missed, ${invented} invented.${maps ? ` Error and weights: ${maps.error}, ${maps.weight}` : ""}`,
  );
}

async function writeMaps(
  { mode, scale, ...correction }: WeighedCorrection,
  { folder, rules }: MapPlaces,
  voxelSizeNm: Volume["voxelSizeNm"],
): Promise<Readonly<Record<"error" | "weight", string>>> {
  await makeFolder(folder);
  const places = { error: join(folder, "error.tif"), weight: join(folder, "weight.tif") };
  for (const place of Object.values(places)) await checkOutput(place, rules);
  const error = errorMap(correction, mode);
  const maps = { error, weight: correctionWeights(correction.corrected, error, { scale }) };
  for (const name of ["error", "weight"] as const) {
    const bytes = encodeTiff({ shape: correction.shape, data: maps[name], voxelSizeNm });
    await writeOneOutput(places[name], bytes, rules);
  }
  return places;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new StudioError(
      "BadInput",
      `--maps is "${folder}", and no folder can be made there (${toErrorRecord(error).message}). Choose another place.`,
    );
  }
}
