import { zipSync } from "fflate";
import { catalogParts } from "../src/catalog/parts.ts";
import { runStudy } from "../src/core/run/runStudy.ts";
import { createStopper } from "../src/core/run/signal.ts";
import type { StudyEvent } from "../src/core/study/events.ts";
import type { Study } from "../src/core/study/study.ts";
import { newStudy, toyEvaluation, toySpec } from "../src/testing/toyStudy.ts";
import type { StudySpec } from "../src/core/study/spec.ts";

/** Scores of no network, between 0.3 and 0.9. */
const scoreOf = (trial: number): number => 0.3 + 0.6 * Math.abs(Math.sin(trial));

/** Runs a study whose networks are "trained" at once: all that is left is what a run does beside training. */
export const runLargeStudy = (
  spec: StudySpec,
  evaluations: number,
  onEvent: (event: StudyEvent, study: Study) => void,
): Promise<unknown> =>
  runStudy(
    newStudy(spec),
    {
      catalog: catalogParts,
      now: () => performance.now() / 1000,
      log: { append: () => Promise.resolve() },
      evaluator: {
        slots: 1,
        device: "toy",
        evaluate: ({ trial }, hooks) => {
          hooks.started("toy", 0);
          for (let at = 1; at <= evaluations; at++) {
            const score = (scoreOf(trial) * at) / evaluations;
            const { scores } = toyEvaluation(score, at);
            void hooks.reported({ step: 10 * at, loss: 1 - score, learningRate: 1e-3, scores });
          }
          return Promise.resolve(toyEvaluation(scoreOf(trial), 20));
        },
        score: () => Promise.resolve(toyEvaluation(0.5, 0)),
        choose: () => Promise.resolve(),
        isKept: () => Promise.resolve(true),
        settle: () => Promise.resolve(),
      },
    },
    { interrupt: createStopper().signal, onEvent },
  ).done;

/** The file of a finished study of so many trials, without data. */
export async function largeStudyFile(trials: number): Promise<Uint8Array> {
  const spec = { ...toySpec({ trials }), name: `${trials} trials` };
  const lines = [JSON.stringify({ type: "studyCreated", spec, at: 0 })];
  await runLargeStudy(spec, 5, (event) => lines.push(JSON.stringify({ ...event, at: lines.length })));
  return zipSync({ "log.jsonl": new TextEncoder().encode(`${lines.join("\n")}\n`) });
}
