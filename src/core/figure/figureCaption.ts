import { PARTS, type Split } from "../image/dataset.ts";
import { partOfSlice } from "../image/partOfSlice.ts";
import type { CountedMetric } from "../judging/metric.ts";
import { repeatsOf, twoStageResult } from "../judging/retrainingControl.ts";
import { valueOf } from "../judging/scores.ts";
import { differenceBetween } from "../judging/verdict/verdict.ts";
import { roleOf } from "../study/architecture.ts";
import type { ComparisonPoint } from "../study/events.ts";
import type { StudyTask } from "../study/spec.ts";
import type { Study } from "../study/study.ts";
import { evaluationOf, lastStep, type Trial } from "../study/trial.ts";

/** What of a study a figure shows. */
export interface Captioned {
  readonly slice: number;
  readonly panels: readonly CaptionedPanel[];
  readonly metric: CountedMetric;
  /** What the numbers under the panels are measured on; null where there are none. */
  readonly scoresOf: "slice" | "validation" | null;
  readonly points: readonly Pick<ComparisonPoint, "id" | "note">[];
}

interface CaptionedPanel {
  readonly letter: string;
  readonly title: string;
  /** Whose predictions it shows: none, one, or two beside each other. */
  readonly trials: readonly Trial[];
}

/** All that a reader needs: data, voxels, slice and part; of each network parameters, steps and trainings; scores, their difference, notes. */
export function figureCaption(study: Study, figure: Captioned): string {
  const { name, task } = study.spec;
  const result = twoStageResult(study);
  return [
    `${name}.`,
    dataSentence(task, figure.slice),
    ...figure.panels.map((panel, index) => panelSentence(study, panel, trialsOf(figure.panels.slice(0, index)))),
    ...scoreSentences(study, figure),
    ...figure.points.flatMap(({ id, note }) => (note === "" ? [] : [`${id}: ${withStop(note)}`])),
    ...(result ? [result.sentence] : []),
  ].join(" ");
}

const withStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

function dataSentence({ datasetName, voxelSizeNm, split }: StudyTask, slice: number): string {
  const voxels = voxelSizeNm
    ? `${voxelSizeNm.map((side) => Number(side.toPrecision(4))).join(" × ")}\u00A0nm voxels`
    : "voxels of unknown size";
  return `${datasetName}, ${voxels}, slice ${slice}${splitText(split, slice)}.`;
}

function splitText(split: Split, slice: number): string {
  const counts = PARTS.map((part) => split[part].to - split[part].from);
  const places = split.axis === "slices" ? "slices" : "columns";
  const part = partOfSlice(split, slice);
  return ` (${part === null ? "" : `${part}; `}${counts[0]} ${places} trained, ${counts[1]} validated, ${counts[2]} held for test)`;
}

const trialsOf = (panels: readonly CaptionedPanel[]): ReadonlySet<Trial> =>
  new Set(panels.flatMap(({ trials }) => trials));

/** What is known of a network is said once, with the first panel that shows it. */
function panelSentence(study: Study, { letter, title, trials }: CaptionedPanel, described: ReadonlySet<Trial>): string {
  const networks = trials
    .filter((trial) => !described.has(trial))
    .map((trial) => (trials.length > 1 ? `${nameOf(trial)}: ${networkText(study, trial)}` : networkText(study, trial)));
  return `${letter} ${[title, ...networks].join(", ")}.`;
}

const nameOf = ({ architecture, label }: Trial): string => roleOf(architecture).name(label);

/** "214 k parameters, 400 steps, n = 3 trainings". */
function networkText(study: Study, trial: Trial): string {
  const trainings = 1 + repeatsOf(study, trial).filter(({ status }) => status === "finished").length;
  return [
    ...(trial.cost ? [`${countText(trial.cost.parameters)}\u00A0parameters`] : []),
    ...(lastStep(trial) > 0 ? [`${lastStep(trial)}\u00A0steps`, `n\u00A0=\u00A0${trainings}`] : []),
  ].join(", ");
}

/** "214 k", "1.32 M". */
export function countText(count: number): string {
  const [value, unit] = count >= 1e6 ? [count / 1e6, "\u00A0M"] : count >= 1e3 ? [count / 1e3, "\u00A0k"] : [count, ""];
  return `${Number(value.toPrecision(3))}${unit}`;
}

function scoreSentences(study: Study, { panels, metric, scoresOf }: Captioned): readonly string[] {
  const { split } = study.spec.task;
  const scored = [...trialsOf(panels)].flatMap((trial) => {
    const score = valueOf(evaluationOf(trial)?.scores, metric.id);
    return score === null ? [] : [{ trial, score, place: placeOf(trial, panels) }];
  });
  if (scored.length === 0) return [];
  const count = split.validation.to - split.validation.from;
  const where = split.axis === "slices" ? `all ${count} validation slices` : "the validation part";
  const values = scored.map(({ score, place }) => `${score.toFixed(3)} (${place})`).join(", ");
  return [
    ...(scoresOf === null ? [] : [scoresOf === "slice" ? "Scores are of this slice." : `Scores are of ${where}.`]),
    `${capital(metric.label)} over ${where} is ${values}${differenceText(study, scored, metric)}.`,
  ];
}

/** The letters of the panels that show a trial, after its name where one of them shows another as well. */
function placeOf(trial: Trial, panels: readonly CaptionedPanel[]): string {
  const showing = panels.filter(({ trials }) => trials.includes(trial));
  const letters = showing.map(({ letter }) => letter).join(", ");
  return showing.some(({ trials }) => trials.length > 1) ? `${nameOf(trial)} in ${letters}` : letters;
}

/** Of exactly two networks: how far they are apart, and how sure that is. */
function differenceText(study: Study, scored: readonly { readonly trial: Trial }[], metric: CountedMetric): string {
  const [one, other] = scored.map(({ trial }) => trial);
  if (!one || !other || scored.length > 2) return "";
  const { mean, interval, trainings } = differenceBetween(study, one, other, metric);
  const within = interval ? `${signed(interval.low)} to ${signed(interval.high)}` : null;
  return `; difference ${signed(mean)} (${within === null ? "no interval" : `95\u00A0% interval ${within}`}, n\u00A0=\u00A0${trainings.join(" and ")})`;
}

const signed = (value: number): string => `${Number(value.toFixed(3)) < 0 ? "−" : ""}${Math.abs(value).toFixed(3)}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
