import type { Scores } from "../../../core/judging/scores.ts";
import { evaluationOf, type Trial } from "../../../core/study/trial.ts";
import type { TrialTimes } from "../../../core/study/trialTimes.ts";
import type { TrialFormat } from "../trialFormat.ts";
import { encodeEvent, versionEvent, type ScalarEvent } from "./events.ts";
import { encodeRecords } from "./records.ts";

/** Event files for `tensorboard --logdir FOLDER`: a run a trial, with its loss, learning rate and scores by step. */
export default {
  id: "tensorboard",
  label: "TensorBoard",
  summary: "a folder for tensorboard --logdir: loss and scores of each trial by step",
  extension: "",
  write: (name, { trials, times }) =>
    trials.flatMap((trial) => {
      const events = eventsOf(trial, times.get(trial.id));
      if (events.length === 0) return [];
      const began = events[0]!.wallTime;
      const records = [versionEvent(began), ...events.map(encodeEvent)];
      const file = `events.out.tfevents.${String(Math.floor(began)).padStart(10, "0")}.cristae`;
      return [{ path: `${name}/${runName(trial)}/${file}`, bytes: encodeRecords(records) }];
    }),
} satisfies TrialFormat;

/** The number first, so that runs sort as they were asked for. */
const runName = ({ id, label }: Trial): string =>
  `${String(id).padStart(3, "0")} ${label.replaceAll(/[^\w.-]+/g, "-")}`;

/** What was reported while it trained, what it came to and what the test part said, in the order of steps. */
function eventsOf(trial: Trial, times: TrialTimes | undefined): readonly ScalarEvent[] {
  const ended = times?.ended ?? times?.asked ?? 0;
  const reported = trial.curve.map(({ step, loss, learningRate, scores, share }): ScalarEvent => ({
    wallTime: (times?.reported.get(step) ?? ended) / 1000,
    step,
    scalars: {
      loss,
      learning_rate: learningRate,
      ...(scores && tagged(share === undefined ? "validation" : "validation share", scores)),
    },
  }));
  const final = [
    { part: "final", evaluation: evaluationOf(trial) },
    { part: "test", evaluation: trial.test },
  ].flatMap(({ part, evaluation }) =>
    evaluation ? [{ wallTime: ended / 1000, step: evaluation.step, scalars: tagged(part, evaluation.scores) }] : [],
  );
  return [...reported, ...final];
}

const tagged = (part: string, { values }: Scores): ScalarEvent["scalars"] =>
  Object.fromEntries(
    Object.entries(values).flatMap(([metric, value]) => (value === null ? [] : [[`${part}/${metric}`, value]])),
  );
