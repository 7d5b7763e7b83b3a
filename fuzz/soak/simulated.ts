import { StudioError } from "../../src/core/errors.ts";
import { createRandom } from "../../src/core/random.ts";
import type { Candidate, SharedCandidate } from "../../src/core/run/evaluator.ts";
import type { Evaluation } from "../../src/core/study/trial.ts";
import type { Workshop } from "../../src/remote/joined/workLoop.ts";
import type { TrialArtifacts } from "../../src/worker/artifacts.ts";

/** Reports of a trial. */
export const POINTS = 20;
const CHECKPOINT_BYTES = 200_000;

/** What a trial scores in the end: it follows from its seed, so that a result of another trial or a half one is noticed. */
export const scoreOf = (seed: string, step: number, steps: number): number =>
  (0.3 + 0.6 * createRandom(seed, "simulated").float()) * (1 - Math.exp((-3 * step) / steps));

const evaluationOf = ({ seed, recipe: { steps } }: Candidate | SharedCandidate, step: number): Evaluation => {
  const score = scoreOf(seed, step, steps);
  return {
    step,
    scores: { values: { meanIou: score, meanDice: score }, perClass: { iou: [score, score] } },
    confusion: [1, 0, 0, 1],
  };
};

/** Trains nothing: it waits, reports by a formula, and keeps checkpoints that know whose they are. */
export function simulatedWorkshop(artifacts: TrialArtifacts, pointMs: number): Workshop {
  async function evaluate(...[candidate, hooks, signal]: Parameters<Workshop["evaluate"]>): Promise<Evaluation> {
    const { trial, recipe } = candidate;
    const every = recipe.steps / POINTS;
    let step = stepIn(await artifacts.readCheckpoint(trial), trial);
    hooks.started("simulated", step);
    while (step < recipe.steps) {
      await new Promise((resolve) => setTimeout(resolve, pointMs));
      if (signal.aborted) throw new StudioError("Cancelled", "The simulation was stopped.");
      step += every;
      // As the engine does: a checkpoint never knows more than was told.
      await hooks.reported({ step, loss: 1 / step, learningRate: 1e-3, scores: evaluationOf(candidate, step).scores });
      await artifacts.writeCheckpoint(trial, checkpointOf(trial, step));
    }
    await artifacts.writeWeights(trial, Uint8Array.of(trial & 255, trial >> 8));
    return evaluationOf(candidate, step);
  }
  return { evaluate, close: () => undefined };
}

function checkpointOf(trial: number, step: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CHECKPOINT_BYTES);
  new Uint32Array(bytes.buffer, 0, 2).set([trial, step]);
  return bytes;
}

function stepIn(bytes: Uint8Array<ArrayBuffer> | null, trial: number): number {
  if (!bytes) return 0;
  const [whose, step] = new Uint32Array(bytes.slice(0, 8).buffer);
  if (whose !== trial || bytes.length !== CHECKPOINT_BYTES)
    throw new StudioError("BadStudyFile", `The checkpoint of trial ${trial} is that of ${whose}.`);
  return step!;
}
