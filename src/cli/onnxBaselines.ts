import { basename } from "node:path";
import type { Dataset } from "../core/image/dataset.ts";
import type { OnnxBaseline } from "../core/study/onnxBaseline.ts";
import type { StudySpec } from "../core/study/spec.ts";
import { onnxBaselineOf, stageForBaseline } from "../worker/onnx/onnxBaseline.ts";
import { isOnnx, openOnnxFile, parseNormalisation } from "./onnxSource.ts";
import type { Output } from "./output.ts";

export interface OnnxBaselineFlags {
  readonly baseline?: readonly string[];
  readonly baselineNormalise?: string;
  readonly baselineClasses?: string;
}

/** ONNX files as baselines of a study, with their bytes, and the stage that scores them. */
export interface ReadBaselines {
  readonly stage: number;
  readonly baselines: readonly { readonly network: OnnxBaseline; readonly bytes: Uint8Array }[];
}

/** Reads and tries the ONNX files among the baselines. Throws StudioError "BadInput" where one does not fit the study's classes. */
export async function readOnnxBaselines(
  { baseline = [], baselineNormalise, baselineClasses }: OnnxBaselineFlags,
  dataset: Dataset,
  { task, stages }: Pick<StudySpec, "task" | "stages">,
  output: Output,
): Promise<ReadBaselines> {
  const files = baseline.filter(isOnnx);
  if (files.length === 0) return { stage: 0, baselines: [] };
  const stage = stageForBaseline(stages);
  const wish = {
    ...(baselineNormalise !== undefined && {
      normalisation: parseNormalisation("--baseline-normalise", baselineNormalise),
    }),
    ...(baselineClasses !== undefined && { classes: baselineClasses }),
  };
  const baselines: ReadBaselines["baselines"][number][] = [];
  for (const path of files) {
    const { file, facts } = await openOnnxFile(path);
    const network = onnxBaselineOf({ name: basename(path), sha256: file.sha256, facts }, wish, dataset, task);
    output.note(`Baseline ${network.name}: grey values ${network.normalisation}, run by ${facts.runtime}.`);
    baselines.push({ network, bytes: file.bytes });
  }
  return { stage, baselines };
}
