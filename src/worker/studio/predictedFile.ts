import * as Comlink from "comlink";
import { stackWriters } from "../../catalog/exports/index.ts";
import { lossNotes, maskStack, probabilityStack } from "../../catalog/exports/maskStack.ts";
import type { ExportStack, StackWriter } from "../../catalog/exports/stack.ts";
import type { ClassInfo } from "../../core/image/labelMap.ts";
import type { MaskWish, SavedMask } from "../studioApi.ts";
import { oneFile } from "./oneFile.ts";
import type { SlicePredictions } from "./slicePredictions.ts";

/** What a trial predicts for a whole stack, on its way out. */
interface PredictedStack {
  readonly where: Omit<ExportStack, "data">;
  readonly classes: readonly ClassInfo[];
  /** Of stack and trial. */
  readonly name: string;
  readonly trial: number;
  readonly predictions: SlicePredictions;
}

export async function predictedFile(predicted: PredictedStack, { format, content }: MaskWish): Promise<SavedMask> {
  const writer = stackWriters.get(format);
  const { stack, notes, name } = await contentOf(predicted, content, writer);
  const file = oneFile(name, await writer.write(name, stack));
  return Comlink.transfer({ ...file, notes: [...notes, ...lossNotes(stack, writer)] }, [file.bytes.buffer]);
}

async function contentOf(
  { where, classes, name, trial, predictions }: PredictedStack,
  content: MaskWish["content"],
  writer: StackWriter,
): Promise<{ readonly stack: ExportStack; readonly notes: readonly string[]; readonly name: string }> {
  switch (content) {
    case "classes":
      return { ...maskStack(where, await predictions.whole(trial), { writer, classes, values: "original" }), name };
    case "probabilities": {
      const stack = probabilityStack(where, await predictions.probabilities(trial), classes);
      return { stack, notes: [], name: `${name} probabilities` };
    }
    case "entropy":
      return { stack: { ...where, data: await predictions.entropy(trial) }, notes: [], name: `${name} entropy` };
    default:
      return content satisfies never;
  }
}
