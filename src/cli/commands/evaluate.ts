import { StudioError } from "../../core/errors.ts";
import { countConfusion, emptyConfusion, scoresOf } from "../../core/image/confusion.ts";
import type { Range } from "../../core/image/dataset.ts";
import { applyMapping, proposeMapping } from "../../core/image/labelMap.ts";
import { shapeText, type Volume } from "../../core/image/volume.ts";
import { parseRange, readStack } from "../input.ts";
import { scoresJson, type Output } from "../output.ts";

export interface EvaluateFlags {
  readonly labels?: string;
  readonly prediction?: string;
  readonly slices?: string;
}

/** `cristae evaluate`: scores of a mask of class indices against label values, which count as classes in ascending order. */
export async function evaluate({ labels, prediction, slices }: EvaluateFlags, output: Output): Promise<void> {
  if (labels === undefined || prediction === undefined) throw new StudioError("BadInput", "Name both: --labels TRUTH --prediction MASK.");
  const [truth, mask] = [(await readStack(labels)).volume, (await readStack(prediction)).volume];
  const mapped = applyMapping(truth, proposeMapping(truth));
  const range = slices === undefined ? null : parseRange("--slices", slices);
  const [truthCut, maskCut] = [cut({ ...truth, data: mapped.data }, range), mask.shape[0] === truth.shape[0] ? cut(mask, range) : mask];
  if (truthCut.shape.join() !== maskCut.shape.join()) {
    throw new StudioError("BadInput", `The sizes differ. The labels are ${shapeText(truthCut.shape)}, the prediction is ${shapeText(maskCut.shape)}. Choose matching slices with --slices FROM:TO.`);
  }
  const predicted = Uint8Array.from(maskCut.data);
  const classes = Math.max(mapped.classes.length, ...[...new Set(predicted)].map((value) => value + 1));
  const matrix = emptyConfusion(classes);
  countConfusion(matrix, truthCut.data as Uint8Array, predicted);
  const scores = scoresOf(matrix);
  output.json({ type: "scores", ...scoresJson(scores), accuracy: scores.accuracy, classes });
  output.say(`mean IoU ${scores.meanIou.toFixed(4)}, mean Dice ${scores.meanDice.toFixed(4)}, accuracy ${scores.accuracy.toFixed(4)}`);
  output.say(scores.iou.map((iou, index) => `  class ${index}: IoU ${iou?.toFixed(4) ?? "absent"}`).join("\n"));
}

function cut(volume: Volume, range: Range | null): Volume {
  if (!range) return volume;
  const [depth, height, width] = volume.shape;
  if (range.to > depth || range.from >= range.to) throw new StudioError("BadInput", `--slices is ${range.from}:${range.to}; the labels have ${depth} slices.`);
  const plane = height * width;
  return { ...volume, shape: [range.to - range.from, height, width], data: volume.data.subarray(range.from * plane, range.to * plane) };
}
