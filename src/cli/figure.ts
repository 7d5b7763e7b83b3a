import { figureMarks, type Figure } from "../core/figure/figureMarks.ts";
import { figureCaption } from "../core/figure/figureCaption.ts";
import { figureSvg, type LinkedPicture } from "../core/figure/figureSvg.ts";
import { isBaseline, roleOf } from "../core/study/architecture.ts";
import { StudioError } from "../core/errors.ts";
import { encode } from "fast-png";
import { headlineOf } from "../catalog/metrics/index.ts";
import type { Dataset } from "../core/image/dataset.ts";
import { headlineScore } from "../core/judging/headline.ts";
import { UNLABELLED, type ClassInfo } from "../core/image/labelMap.ts";
import { automaticWindow, intensities, sliceOf } from "../core/image/volume.ts";
import { bestTrial } from "../core/study/ranking.ts";
import { PROPOSED_AND_BASELINES } from "../core/study/architecture.ts";
import { type Study } from "../core/study/study.ts";
import { figureTrials } from "../core/judging/retrainingControl.ts";
import type { Trial } from "../core/study/trial.ts";
import type { StudyFolder } from "../storage/studyFolder.ts";
import { trialPredictor } from "../worker/session.ts";
import type { Output } from "./output.ts";
import { checkOutput, writeOneOutput, type OutputRules } from "./outputFile.ts";
import { openPool, type RunFlags } from "./run.ts";

/** Two columns of a journal's page. */
const WIDTH_MM = 170;
const OPACITY = 0.45;

type Rgb = readonly [number, number, number];

/** A file that a figure goes to. */
export interface FigurePlace {
  readonly file: string;
  readonly rules: OutputRules;
}

/** Where a figure goes. Throws StudioError where it cannot be written there, before anything is computed. */
export async function figurePlace(file: string, rules: Omit<OutputRules, "flag">): Promise<FigurePlace> {
  const place = { file, rules: { ...rules, flag: "--figure" } };
  await checkOutput(file, place.rules);
  if (!file.toLowerCase().endsWith(".svg"))
    throw new StudioError("BadInput", `--figure is "${file}"; it is written as SVG, so its name must end with .svg.`);
  return place;
}

/** Draws image, truth and the predictions of some trials on the middle validation slice, as an SVG. */
export async function drawFigure(
  { file, rules }: FigurePlace,
  { study, trials = comparedTrials(study) }: { readonly study: Study; readonly trials?: readonly Trial[] },
  dataset: Dataset,
  folder: StudyFolder,
  flags: RunFlags,
  output: Output,
): Promise<void> {
  const { volume, labels, split } = dataset;
  const [depth, height, width] = volume.shape;
  const z = split.axis === "slices" ? (split.validation.from + split.validation.to) >> 1 : depth >> 1;
  const region = { z: { from: z, to: z + 1 }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  const pool = await openPool(study, dataset, folder, { ...flags, workers: 1 });
  try {
    const masks: (Uint8Array | null)[] = [null, sliceOf(labels.data, volume.shape, z)];
    for (const trial of trials)
      masks.push((await pool.predict(await trialPredictor(study, folder, trial), region, false)).labels);
    const titles = ["Image", "Truth", ...trials.map(({ architecture, label }) => roleOf(architecture).name(label))];
    const grey = greySlice(dataset, z);
    const panels = masks.map((mask, index) => ({
      ...{ title: titles[index]!, trial: trials[index - 2] ?? null },
      picture: pictureOf(grey, mask, labels.classes, [height, width]),
    }));
    const svg = figureSvg(figureMarks(figureOf({ study, dataset, z, panels })));
    await writeOneOutput(file, new TextEncoder().encode(svg), rules);
    output.json({ type: "figure", file, slice: z, panels: titles });
    output.say(`${file}: slice ${z}, ${titles.map((title, index) => `${letterOf(index)} ${title}`).join(", ")}`);
  } finally {
    pool.close();
  }
}

const letterOf = (index: number): string => String.fromCharCode(65 + index);

interface FigureParts {
  readonly study: Study;
  readonly dataset: Dataset;
  readonly z: number;
  readonly panels: readonly FigurePart[];
}

/** A panel, and the trial that it shows the prediction of. */
interface FigurePart {
  readonly title: string;
  readonly trial: Trial | null;
  readonly picture: LinkedPicture;
}

/** The same figure that the page's Compare room composes, of the whole slice. */
function figureOf({ study, dataset: { volume, labels }, z, panels }: FigureParts): Figure<LinkedPicture> {
  const [, height, width] = volume.shape;
  const [, sizeY, sizeX] = volume.voxelSizeNm ?? [1, 1, 1];
  const points = study.points.filter(({ at }) => at[0] === z);
  return {
    panels: panels.map(({ title, trial, picture }, index) => ({
      ...{ letter: letterOf(index), title, pictures: [{ picture, from: 0 }] },
      foot: trial ? [{ value: headlineScore(study, trial)!.toFixed(3), text: headlineOf(study).label }] : [],
    })),
    ...{ columns: Math.ceil(Math.sqrt(panels.length)), widthMm: WIDTH_MM, ground: "white", zoom: null },
    ...{ crop: { x: 0, y: 0, width, height }, origin: [0, 0], aspect: sizeY / sizeX },
    points: points.map(({ id, at: [, row, column] }) => ({ id, row, column })),
    nmPerPixel: volume.voxelSizeNm?.[2] ?? null,
    legend: labels.classes.filter(({ color }) => color !== "none"),
    caption: figureCaption(study, {
      ...{ slice: z, metric: headlineOf(study), scoresOf: "validation", points },
      panels: panels.map(({ title, trial }, index) => ({
        ...{ letter: letterOf(index), title, trials: trial ? [trial] : [] },
      })),
    }),
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
): LinkedPicture {
  const data = Uint8Array.from(
    grey.flatMap((value, index) => (mask ? blended(value, mask[index]!, classes) : [value, value, value])),
  );
  const png = encode({ width, height, data, channels: 3, depth: 8 });
  return { href: `data:image/png;base64,${Buffer.from(png).toString("base64")}`, width, height };
}
