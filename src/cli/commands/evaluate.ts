import { StudioError } from "../../core/errors.ts";
import { finalScores, metrics, valueMetrics } from "../../catalog/metrics/index.ts";
import { comparedPart } from "../../core/image/comparePart.ts";
import { CLASS_METRIC } from "../../core/judging/defaultMetrics.ts";
import { classValuesOf } from "../../core/judging/scores.ts";
import { valueText } from "../../core/image/labelValues.ts";
import { readMaskPair, type MaskPairFlags } from "../maskPair.ts";
import { evaluateInstances } from "./evaluateInstances.ts";
import { scoresJson, scoresText, type Output } from "../output.ts";

/** `dataset` is an array of the label file, `channel` and the other flags of reading hold for both files where they have such an axis. */
export interface EvaluateFlags extends Omit<MaskPairFlags, "maskDataset"> {
  readonly labels?: string;
  readonly prediction?: string;
  readonly predictionDataset?: string;
  /** Values are numbers of objects instead of classes. */
  readonly instances?: boolean;
}

/** `cristae evaluate`: scores of a mask against labels, whose values say which classes are the same, or which objects they are. */
export async function evaluate(
  { labels, prediction, predictionDataset, instances = false, ...flags }: EvaluateFlags,
  output: Output,
): Promise<void> {
  if (labels === undefined || prediction === undefined)
    throw new StudioError("BadInput", "Name both: --labels TRUTH --prediction MASK.");
  const paths = { truth: labels, mask: prediction };
  const read = { ...flags, ...(predictionDataset !== undefined && { maskDataset: predictionDataset }) };
  await (instances ? evaluateInstances : evaluateClasses)(paths, read, output);
}

async function evaluateClasses(
  paths: { readonly truth: string; readonly mask: string },
  flags: MaskPairFlags,
  output: Output,
): Promise<void> {
  const { matched, truth, region } = await readMaskPair(paths, flags, output);
  const { values, names } = matched;
  const scores = finalScores(comparedPart([region], values.length + 1), values.length);
  const shown = valueMetrics.filter(({ leavesOutBackground }) => !leavesOutBackground || values[0] === 0);
  output.json({ type: "scores", ...scoresJson(scores, shown), classes: values.length, values });
  output.say(scoresText(scores, shown));
  output.say(
    classValuesOf(scores, CLASS_METRIC)
      .map(
        (value, index) =>
          `  class ${valueText(values[index]!, truth.isColor)}${names[index] === undefined ? "" : ` (${names[index]})`}: ${metrics.get(CLASS_METRIC).label} ${value?.toFixed(4) ?? "absent"}`,
      )
      .join("\n"),
  );
}
