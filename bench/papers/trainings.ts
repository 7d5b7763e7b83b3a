import { appendFile, readFile, writeFile } from "node:fs/promises";
import { StudioError, toErrorRecord, type ErrorRecord } from "../../src/core/errors.ts";
import type { Scores } from "../../src/core/judging/scores.ts";
import type { Candidate, Evaluator } from "../../src/core/run/evaluator.ts";
import { costOf } from "../../src/core/stages/cost.ts";
import type { PaperRun } from "./paper.ts";

/** One training that no stage of a study asks for. */
export interface PlannedTraining {
  /** Equal keys are trained once. */
  readonly key: string;
  readonly candidate: Omit<Candidate, "trial">;
}

/** What became of it; the scores are null where it failed. */
export interface FinishedTraining {
  readonly key: string;
  readonly parameters: number;
  readonly seconds: number;
  readonly scores: Scores | null;
  readonly error?: ErrorRecord;
}

export interface TrainingsRun extends Pick<PaperRun, "stop" | "output"> {
  /** Lines of JSON, one a training that has ended: those are not trained again. */
  readonly file: string;
  readonly evaluator: Evaluator;
}

/** Trains what is not yet in the file, as many at a time as the evaluator has slots; returns all that has ended, by key. */
export async function trainAll(
  planned: readonly PlannedTraining[],
  { file, evaluator, stop, output }: TrainingsRun,
): Promise<ReadonlyMap<string, FinishedTraining>> {
  const ended = await readEnded(file);
  const keys = new Set(planned.map(({ key }) => key));
  const left = [...new Map(planned.map((one) => [one.key, one])).values()].filter(({ key }) => !ended.has(key));
  let next = 0;
  const work = async () => {
    while (next < left.length && !stop.aborted) {
      const number = next++;
      const training = await trained(left[number]!, number, evaluator, stop);
      if (!training) return;
      await appendFile(file, `${JSON.stringify(training)}\n`);
      ended.set(training.key, training);
      output.note(`${[...keys].filter((key) => ended.has(key)).length} of ${keys.size} trainings: ${textOf(training)}`);
    }
  };
  await Promise.all(Array.from({ length: evaluator.slots }, work));
  return ended;
}

/** Null for one that was stopped. */
async function trained(
  { key, candidate }: PlannedTraining,
  trial: number,
  evaluator: Evaluator,
  stop: TrainingsRun["stop"],
): Promise<FinishedTraining | null> {
  const began = performance.now();
  const end = (rest: Pick<FinishedTraining, "scores" | "error">): FinishedTraining => ({
    key,
    parameters: costOf(candidate.network, candidate.recipe).parameters,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    ...rest,
  });
  try {
    const { scores } = await evaluator.evaluate({ ...candidate, trial }, SILENT, stop);
    return end({ scores });
  } catch (error) {
    if (stop.aborted) return null;
    if (!(error instanceof StudioError)) throw error;
    return end({ scores: null, error: toErrorRecord(error) });
  } finally {
    await evaluator.settle(trial);
  }
}

const SILENT = { started: () => undefined, reported: () => undefined, progressed: () => undefined };

/** What has ended by an earlier run. A last line that a kill cut off is taken out of the file, so that the next one stands alone. */
async function readEnded(file: string): Promise<Map<string, FinishedTraining>> {
  const text = await readFile(file, "utf8").catch(() => "");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole !== text) await writeFile(file, whole);
  const trainings = whole.split("\n").filter(Boolean);
  return new Map(
    trainings.map((line) => JSON.parse(line) as FinishedTraining).map((training) => [training.key, training]),
  );
}

const textOf = ({ key, seconds, scores, error }: FinishedTraining): string =>
  `${key} ${scores ? `mean Dice ${scores.values.meanDice?.toFixed(3) ?? "none"}` : `failed, ${error?.message ?? ""}`} (${seconds} s)`;
