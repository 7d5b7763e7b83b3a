import { StudioError } from "../../../core/errors.ts";
import { robustIntensity } from "../../../core/image/intensity.ts";
import { UNLABELLED, type LabelMap } from "../../../core/image/labelMap.ts";
import { prepareData, type TrainingData } from "../../../engine/trainingData.ts";
import type { HeldData } from "../heldData.ts";

/** All that is painted, to be learnt from; nothing is held back, as nothing is scored. Throws StudioError "NotFound" where nothing is painted on. */
export function liveData({ open, labelMap }: HeldData): TrainingData {
  const { image, painting } = open();
  const labels = labelMap();
  if (!image || !painting || !labels)
    throw new StudioError("NotFound", "No labels are being painted. Press Paint labels to begin.");
  const { volume } = image.decoded;
  const [depth, height, width] = volume.shape;
  const whole = [{ z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } }];
  const nothing = { from: 0, to: 0 };
  const split = { axis: "slices", train: { from: 0, to: depth }, validation: nothing, test: nothing } as const;
  return prepareData({ volume, labels: paintedNow(labels), split }, robustIntensity(volume, whole));
}

/** What is painted later must not change what is being learnt from. */
export const paintedNow = (labels: LabelMap): LabelMap => ({ ...labels, data: labels.data.slice() });

/** Throws StudioError "BadInput" before two classes are painted. */
export function checkPainted({ labels, classes }: TrainingData): void {
  const seen = new Set(labels);
  seen.delete(UNLABELLED);
  if (classes < 2 || seen.size < 2)
    throw new StudioError("BadInput", "A network tells classes apart. Paint some of two of them, then train.");
}
