import { StudioError } from "../../core/errors.ts";
import { finalScores, metrics, valueMetrics } from "../../catalog/metrics/index.ts";
import { comparedPart } from "../../core/image/comparePart.ts";
import { CLASS_METRIC } from "../../core/judging/defaultMetrics.ts";
import { classValuesOf } from "../../core/judging/scores.ts";
import { valueText } from "../../core/image/labelValues.ts";
import { readAgreement, type Agreement } from "../experts.ts";
import { readMaskPair, type MaskPairFlags } from "../maskPair.ts";
import { evaluateInstances } from "./evaluateInstances.ts";
import { scoresJson, scoresText, type Output } from "../output.ts";

/** `dataset` is an array of the label file, `channel` and the other flags of reading hold for both files where they have such an axis. */
export interface EvaluateFlags extends Omit<MaskPairFlags, "maskDataset"> {
  readonly labels?: string;
  readonly prediction?: string;
  readonly predictionDataset?: string;
  /** Labels of the same image by others. */
  readonly expert?: readonly string[];
  /** Values are numbers of objects instead of classes. */
  readonly instances?: boolean;
}

/**
 * `cristae evaluate`: scores of a mask against labels, whose values say which classes are the same, or which objects they are; and how far
 * several experts agree, which no score can be expected to exceed.
 */
export async function evaluate(
  { labels, prediction, predictionDataset, expert = [], instances = false, ...flags }: EvaluateFlags,
  output: Output,
): Promise<void> {
  if (labels === undefined || (prediction === undefined && expert.length === 0))
    throw new StudioError(
      "BadInput",
      "Name both: --labels TRUTH --prediction MASK. How far experts agree is told by --labels ONE --expert OTHER.",
    );
  if (expert.length > 0 && instances)
    throw new StudioError("BadInput", "--expert compares classes; leave --instances out.");
  const agreement = expert.length > 0 ? await readAgreement([labels, ...expert], flags, output) : null;
  if (prediction === undefined) {
    tellAgreement(agreement!, output);
    return;
  }
  const paths = { truth: labels, mask: prediction };
  const read = { ...flags, ...(predictionDataset !== undefined && { maskDataset: predictionDataset }) };
  if (instances) await evaluateInstances(paths, read, output);
  else await evaluateClasses(paths, read, agreement, output);
}

const shownOf = (values: readonly number[]) =>
  valueMetrics.filter(({ leavesOutBackground }) => !leavesOutBackground || values[0] === 0);

const agreementJson = ({ experts, scores, values }: Agreement) => ({
  experts,
  ...scoresJson(scores, shownOf(values)),
  values,
});

const agreementText = ({ experts, scores, values }: Agreement): string =>
  `${experts} experts agree: ${scoresText(scores, shownOf(values))}`;

function tellAgreement(agreement: Agreement, output: Output): void {
  output.json({ type: "agreement", ...agreementJson(agreement) });
  output.say(agreementText(agreement));
}

async function evaluateClasses(
  paths: { readonly truth: string; readonly mask: string },
  flags: MaskPairFlags,
  agreement: Agreement | null,
  output: Output,
): Promise<void> {
  const { matched, truth, region } = await readMaskPair(paths, flags, output);
  const { values, names } = matched;
  const scores = finalScores(comparedPart([region], values.length + 1), values.length);
  const shown = shownOf(values);
  output.json({
    ...{ type: "scores", ...scoresJson(scores, shown), classes: values.length, values },
    ...(agreement && { agreement: agreementJson(agreement) }),
  });
  output.say(scoresText(scores, shown));
  if (agreement) output.say(`${agreementText(agreement)}; more than that says nothing of a network`);
  output.say(
    classValuesOf(scores, CLASS_METRIC)
      .map(
        (value, index) =>
          `  class ${valueText(values[index]!, truth.isColor)}${names[index] === undefined ? "" : ` (${names[index]})`}: ${metrics.get(CLASS_METRIC).label} ${value?.toFixed(4) ?? "absent"}`,
      )
      .join("\n"),
  );
}
