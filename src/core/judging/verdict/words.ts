import { isBaseline } from "../../study/architecture.ts";
import { evaluationOf } from "../../study/trial.ts";
import type { Difference } from "../difference.ts";
import type { CountedMetric } from "../metric.ts";
import { AS_GOOD_WITHIN, FEWEST_TRAININGS, type Side, type Told } from "./told.ts";

const points = (value: number): string => Math.abs(value).toFixed(3);
const signed = (value: number): string => `${value < 0 ? "−" : "+"}${points(value)}`;
const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

/** "0.021 to 0.068" */
const rangeText = ({ interval }: Difference): string =>
  interval
    ? `${interval.low < 0 ? "−" : ""}${points(interval.low)} to ${interval.high < 0 ? "−" : ""}${points(interval.high)}`
    : "";

/** "one training each", "3 trainings each", "3 and 5 trainings" */
function trainingsText([one, other]: Difference["trainings"]): string {
  if (one !== other) return `${one} and ${other} trainings`;
  return one === 1 ? "one training each" : `${one} trainings each`;
}

/** The verdict in one sentence, which says how much it rests on. */
export function sentenceOf({ kind, best, rival, difference }: Told, classes: number, { label }: CountedMetric): string {
  const [one, other] = [best.name, rival.name];
  const by = points(difference.mean);
  const basis = trainingsText(difference.trainings);
  const range = rangeText(difference);
  switch (kind) {
    case "better":
      return `${capital(one)} is better than ${other}: ${by} more ${label} (${range}), ${basis}.`;
    case "worse":
      return `${capital(other)} is better than ${one}, the best candidate: ${by} more ${label}, ${basis}.`;
    case "notWorse":
      return `${capital(one)} is as good as ${other} within ${AS_GOOD_WITHIN.toFixed(3)}${sizeText(best, rival)}, ${basis}.`;
    case "tooEarly": {
      const step = evaluationOf(best.trial)!.step;
      return `No network has learnt enough to compare: the curves still rise at step ${step}, and of ${classes} classes some are not found at all.`;
    }
    case "cannotTell":
      if (difference.mean < 0)
        return `No network is shown to be better than ${other} yet: ${one} is ${by} behind, ${basis}.`;
      return `${capital(one)} is ${by} ahead of ${other}, but luck ${difference.interval ? `may do as much: ${range}` : "may do as much"}, ${basis}.`;
  }
}

/** Where the best candidate is much smaller. */
function sizeText({ trial: best }: Side, { trial: rival }: Side): string {
  const share = best.cost && rival.cost ? best.cost.parameters / rival.cost.parameters : 1;
  return share <= 0.8 ? ` and has ${Math.max(1, Math.round(share * 100))} % of its parameters` : "";
}

/** What the sentence rests on: the difference, its interval, what was resampled, what is not in it, and what would settle it. */
export function evidenceOf({ kind, difference, chosenAmong, comparedIn, rival, more }: Told): string {
  const { mean, interval, blocks, luck, p } = difference;
  const what = [
    ...(blocks > 0
      ? [`${blocks} blocks of the validation part${p === null ? "" : `, signed rank p ${chance(p)}`}`]
      : []),
    luck === null ? "luck with the weights is not in it" : `trainings differ by ${points(luck)}`,
  ];
  return [
    `Difference ${signed(mean)}${interval ? `, between ${signed(interval.low)} and ${signed(interval.high)}` : ", how sure is not known"} (${what.join("; ")}).`,
    ...(chosenAmong > 1 && luck === null
      ? [
          `Best of ${chosenAmong} against ${isBaseline(rival.trial) ? "one" : "the next"}: even a tie would be no proof.`,
        ]
      : []),
    ...(comparedIn === null ? [] : [`Stage ${comparedIn + 1} trained both alike.`]),
    ...(kind === "cannotTell" ? [moreText(more, difference)] : []),
  ].join(" ");
}

function moreText(more: number | null, { trainings }: Difference): string {
  if (more === null) return "More trainings would not tell: a larger validation part would.";
  const isFirst = Math.min(...trainings) < FEWEST_TRAININGS;
  return `About ${more} more trainings would tell${isFirst ? ", or say how many more" : ""}.`;
}

const chance = (p: number): string => (p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`);
