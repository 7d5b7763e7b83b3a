import { lengthOf, type Range, type Region } from "../../core/image/dataset.ts";
import type { DeviceId } from "../../engine/deviceIds.ts";
import { spawnNodeTrainer } from "../../worker/nodeThread.ts";
import type { Prediction } from "../../worker/predictWith.ts";
import { createStackPredictor, type PredictedStack } from "../../worker/stackPredictor.ts";
import type { Output } from "../output.ts";
import { cores, trainerEntry } from "../run.ts";
import type { PredictedFile } from "./predictedFiles.ts";
import type { PredictionRecord } from "./predictionRecord.ts";

interface Into {
  readonly device: DeviceId;
  readonly region: Region;
  readonly needsProbabilities: boolean;
  readonly record: PredictionRecord;
  readonly files: readonly PredictedFile<unknown>[];
}

/**
 * Predicts on all cores, each slab into the files as it is done, and then into the record: what that says is done is so, whenever the
 * program ends. Where it fails, what is there is kept for `--resume`, or, where nothing is, forgotten.
 */
export async function predictInto(
  stack: PredictedStack,
  { device, region: { z }, needsProbabilities, record, files }: Into,
  output: Output,
): Promise<void> {
  const threads = createStackPredictor(stack, { spawn: () => spawnNodeTrainer(trainerEntry), device, workers: cores });
  const bar = createBar(lengthOf(z), output);
  const isDone = (slices: Range) => {
    const isKnown = record.isDone(slices);
    if (isKnown) bar.passed(lengthOf(slices));
    return isKnown;
  };
  const keep = async (slices: Range, found: Prediction) => {
    for (const file of files) await file.put(slices, found);
    await Promise.all(files.map((file) => file.sync()));
    await record.add(slices);
    bar.done(lengthOf(slices));
  };
  try {
    await threads.predict(z, needsProbabilities, keep, isDone);
  } catch (error) {
    for (const file of files) await (record.hasAny ? file.close() : file.abandon());
    if (record.hasAny) output.note("What was predicted by then is kept; --resume goes on with it.");
    else await record.remove();
    throw error;
  } finally {
    threads.close();
  }
}

const BAR_LENGTH = 24;

/** "######------ 12 of 40 slices predicted, 50 s left". */
function createBar(total: number, output: Output) {
  const began = performance.now();
  let [count, passed] = [0, 0];
  const show = () => {
    const share = (count + passed) / total;
    const full = Math.round(share * BAR_LENGTH);
    const left =
      count > 0 ? Math.ceil((((performance.now() - began) / count) * (total - count - passed)) / 1000) : null;
    const rest = left === null ? "" : `, ${left} s left`;
    output.bar(
      () => `${"#".repeat(full)}${"-".repeat(BAR_LENGTH - full)} ${count + passed} of ${total} slices predicted${rest}`,
    );
  };
  return {
    /** Slices that were there before. */
    passed(slices: number): void {
      passed += slices;
    },
    done(slices: number): void {
      count += slices;
      if (count + passed < total) show();
    },
  };
}
