import { isBaseline } from "../core/study/architecture.ts";
import { encode } from "fast-png";
import { metrics } from "../catalog/metrics/index.ts";
import type { Dataset } from "../core/image/dataset.ts";
import { headlineMetric, headlineScore } from "../core/judging/headline.ts";
import { UNLABELLED, type ClassInfo } from "../core/image/labelMap.ts";
import { automaticWindow, intensities, sliceOf } from "../core/image/volume.ts";
import { bestTrial } from "../core/study/ranking.ts";
import { PROPOSED_AND_BASELINES } from "../core/study/architecture.ts";
import { type Study } from "../core/study/study.ts";
import { figureTrials } from "../core/judging/retrainingControl.ts";
import type { Trial } from "../core/study/trial.ts";
import type { StudyFolder } from "../storage/studyFolder.ts";
import { weightedNetworks } from "../worker/session.ts";
import type { Output } from "./output.ts";
import { writeOutput, type OutputRules } from "./outputFile.ts";
import { openPool, type RunFlags } from "./run.ts";

const GAP = 4;
const OPACITY = 0.45;

type Rgb = readonly [number, number, number];

/** Draws image, truth, the best candidate and what it is compared with on the middle validation slice, side by side, as a PNG. */
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
    const masks = [sliceOf(labels.data, volume.shape, z)];
    for (const trial of trials)
      masks.push((await pool.predict(await weightedNetworks(study, folder, trial), region, false)).labels);
    const grey = greySlice(dataset, z);
    const panels = [
      grey.map((value): Rgb => [value, value, value]),
      ...masks.map((mask) => grey.map((value, index) => blended(value, mask[index]!, labels.classes))),
    ];
    await writeOutput(file, [{ path: file, bytes: encode(sideBySide(panels, width, height)) }], rules);
  } finally {
    pool.close();
  }
  const names = [
    "image",
    "truth",
    ...trials.map(
      (trial) =>
        `trial ${trial.label} (${metrics.get(headlineMetric(study)).label} ${headlineScore(study, trial)!.toFixed(3)})`,
    ),
  ];
  output.json({ type: "figure", file, slice: z, panels: names });
  output.say(`${file}: slice ${z}, from left to right ${names.join(", ")}`);
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

function sideBySide(panels: readonly (readonly Rgb[])[], width: number, height: number) {
  const total = panels.length * (width + GAP) - GAP;
  const data = new Uint8Array(total * height * 3).fill(48);
  for (const [panel, pixels] of panels.entries()) {
    for (const [index, rgb] of pixels.entries())
      data.set(rgb, (Math.floor(index / width) * total + panel * (width + GAP) + (index % width)) * 3);
  }
  return { width: total, height, data, channels: 3, depth: 8 as const };
}
