import { figureMarks, type Figure } from "../core/figure/figureMarks.ts";
import { scaleBarOf } from "../core/figure/scaleBar.ts";
import { isBaseline, roleOf } from "../core/study/architecture.ts";
import { encode } from "fast-png";
import { metrics } from "../catalog/metrics/index.ts";
import type { Dataset } from "../core/image/dataset.ts";
import { headlineMetric, headlineScore } from "../core/judging/headline.ts";
import { UNLABELLED, type ClassInfo } from "../core/image/labelMap.ts";
import { automaticWindow, intensities, sliceOf } from "../core/image/volume.ts";
import { bestTrial } from "../core/study/ranking.ts";
import { PROPOSED_AND_BASELINES } from "../core/study/architecture.ts";
import { type Study } from "../core/study/study.ts";
import { figureTrials, twoStageResult } from "../core/judging/retrainingControl.ts";
import type { Trial } from "../core/study/trial.ts";
import type { StudyFolder } from "../storage/studyFolder.ts";
import { trialPredictor } from "../worker/session.ts";
import { figureSvg, type PngPicture } from "./figureSvg.ts";
import type { Output } from "./output.ts";
import { writeOneOutput, type OutputRules } from "./outputFile.ts";
import { openPool, type RunFlags } from "./run.ts";

/** Least width of a panel, in pixels. */
const PANEL = 384;
const OPACITY = 0.45;

type Rgb = readonly [number, number, number];

/** Draws image, truth, the best candidate and what it is compared with on the middle validation slice, as an SVG. */
export async function drawFigure(
  { file, rules }: { readonly file: string; readonly rules: OutputRules },
  study: Study,
  dataset: Dataset,
  folder: StudyFolder,
  flags: RunFlags,
  output: Output,
): Promise<void> {
  const { volume, labels, split } = dataset;
  const [depth, height, width] = volume.shape;
  const z = split.axis === "slices" ? (split.validation.from + split.validation.to) >> 1 : depth >> 1;
  const region = { z: { from: z, to: z + 1 }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  const trials = comparedTrials(study);
  const pool = await openPool(study, dataset, folder, { ...flags, workers: 1 });
  try {
    const masks: (Uint8Array | null)[] = [null, sliceOf(labels.data, volume.shape, z)];
    for (const trial of trials)
      masks.push((await pool.predict(await trialPredictor(study, folder, trial), region, false)).labels);
    const titles = ["Image", "Truth", ...trials.map((trial) => titleOf(study, trial))];
    const grey = greySlice(dataset, z);
    const pictures = masks.map((mask) => pictureOf(grey, mask, labels.classes, [height, width]));
    const svg = figureSvg(figureMarks(figureOf({ study, dataset, z, titles, pictures })));
    await writeOneOutput(file, new TextEncoder().encode(svg), rules);
    output.json({ type: "figure", file, slice: z, panels: titles });
    output.say(`${file}: slice ${z}, ${titles.map((title, index) => `${letterOf(index)} ${title}`).join(", ")}`);
  } finally {
    pool.close();
  }
}

const letterOf = (index: number): string => String.fromCharCode(65 + index);

/** "Trial 4, mean IoU 0.712". */
function titleOf(study: Study, trial: Trial): string {
  const score = headlineScore(study, trial)!.toFixed(3);
  return `${roleOf(trial.architecture).name(trial.label)}, ${metrics.get(headlineMetric(study)).label} ${score}`;
}

interface FigureParts {
  readonly study: Study;
  readonly dataset: Dataset;
  readonly z: number;
  readonly titles: readonly string[];
  readonly pictures: readonly PngPicture[];
}

/** The same figure that the page's Compare room saves. */
function figureOf({ study, dataset: { volume, labels }, z, titles, pictures }: FigureParts): Figure<PngPicture> {
  const [, height, width] = volume.shape;
  const [, sizeY, sizeX] = volume.voxelSizeNm ?? [1, 1, 1];
  const scaleX = Math.max(1, PANEL / width);
  const frame = { left: 0, top: 0, scaleX, scaleY: (scaleX * sizeY) / sizeX };
  const size = { width: Math.round(width * frame.scaleX), height: Math.round(height * frame.scaleY) };
  const result = twoStageResult(study);
  const named = titles.map((title, index) => `${letterOf(index)}: ${title}`).join(". ");
  return {
    panels: pictures.map((picture, index) => ({
      letter: letterOf(index),
      title: titles[index]!,
      size,
      frame,
      pictures: [{ picture, from: 0 }],
    })),
    points: study.points.filter(({ at }) => at[0] === z).map(({ id, at: [, row, column] }) => ({ id, row, column })),
    scaleBar: volume.voxelSizeNm && scaleBarOf(volume.voxelSizeNm[2] / scaleX, 140),
    legend: labels.classes.filter(({ color }) => color !== "none"),
    caption: `${study.spec.name}, slice ${z}, all classes. ${named}.${result ? ` ${result.sentence}` : ""}`,
  };
}

/** The paper's figure where two stages have run; else the best candidate and the baseline. */
function comparedTrials(study: Study): readonly Trial[] {
  const figure = figureTrials(study);
  if (figure.length > 0) return figure;
  const best = bestTrial(study) ?? bestTrial(study, { kinds: PROPOSED_AND_BASELINES });
  const others = study.trials.filter((trial) => trial.status === "finished" && trial.id !== best?.id);
  const baseline = others.find(isBaseline);
  return [best, baseline].filter((trial) => trial !== null && trial !== undefined);
}

function greySlice({ volume }: Dataset, z: number): readonly number[] {
  const [low, high] = automaticWindow(volume, intensities(volume));
  return Array.from(sliceOf(volume.data, volume.shape, z), (value) =>
    Math.max(0, Math.min(255, (255 * (value - low)) / (high - low))),
  );
}

function blended(grey: number, label: number, classes: readonly ClassInfo[]): Rgb {
  const color = label === UNLABELLED ? "none" : (classes[label]?.color ?? "none");
  if (color === "none") return [grey, grey, grey];
  const mix = (at: number) => grey * (1 - OPACITY) + Number.parseInt(color.slice(at, at + 2), 16) * OPACITY;
  return [mix(1), mix(3), mix(5)];
}

/** A slice with its classes laid over it; without a mask the grey values alone. */
function pictureOf(
  grey: readonly number[],
  mask: Uint8Array | null,
  classes: readonly ClassInfo[],
  [height, width]: readonly [number, number],
): PngPicture {
  const data = Uint8Array.from(
    grey.flatMap((value, index) => (mask ? blended(value, mask[index]!, classes) : [value, value, value])),
  );
  return { bytes: encode({ width, height, data, channels: 3, depth: 8 }), width, height };
}
