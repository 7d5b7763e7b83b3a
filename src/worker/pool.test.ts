import { describe, expect, test } from "vitest";
import { StudioError } from "../core/errors.ts";
import type { Candidate } from "../core/search/evaluator.ts";
import { createStopper } from "../core/search/signal.ts";
import { toyEvaluation, toyRecipe } from "../testing/toyStudy.ts";
import { createPool, type AsyncTrainer, type TrainerThread, type TrialArtifacts } from "./pool.ts";

const candidate = (trial: number): Candidate => ({ trial, network: { dimension: 2, nodes: [], output: "" }, recipe: toyRecipe, seed: "s", dataSeed: "s" });
const hooks = { started: () => undefined, reported: () => undefined, progressed: () => undefined };
const never = createStopper().signal;
const data = { shape: [1, 1, 1] as const, image: new Float32Array(1), labels: new Uint8Array(1), classes: 1, split: { axis: "slices" as const, train: { from: 0, to: 1 }, validation: { from: 0, to: 1 }, test: { from: 0, to: 0 } } };

function memoryArtifacts(): TrialArtifacts & { readonly weights: Map<number, Uint8Array>; readonly checkpoints: Map<number, Uint8Array<ArrayBuffer>> } {
  const weights = new Map<number, Uint8Array>();
  const checkpoints = new Map<number, Uint8Array<ArrayBuffer>>();
  return {
    weights,
    checkpoints,
    readCheckpoint: (trial) => Promise.resolve(checkpoints.get(trial) ?? null),
    writeCheckpoint: (trial, bytes) => Promise.resolve(void checkpoints.set(trial, bytes as Uint8Array<ArrayBuffer>)),
    removeCheckpoint: (trial) => Promise.resolve(void checkpoints.delete(trial)),
    readWeights: (trial) => Promise.resolve((weights.get(trial) as Uint8Array<ArrayBuffer> | undefined) ?? null),
    writeWeights: (trial, bytes) => Promise.resolve(void weights.set(trial, bytes)),
  };
}

/** A thread whose training does what the test says. */
function thread(train: AsyncTrainer["train"]): TrainerThread & { crash: () => void; isEnded: boolean } {
  let crash: () => void = () => undefined;
  const crashed = new Promise<never>((_, reject) => (crash = () => reject(new StudioError("WorkerCrashed", "The training thread ended."))));
  crashed.catch(() => undefined);
  const trainer: AsyncTrainer = {
    open: () => Promise.resolve({ id: "cpu", label: "", detail: "" }),
    setData: () => Promise.resolve(),
    train,
    stop: () => Promise.resolve(),
    predict: () => Promise.resolve({ labels: Uint8Array.of(3), probabilities: null }),
    timeStep: () => Promise.resolve(0.1),
  };
  const made = { trainer, crashed, share: <T>(listener: T) => listener, crash: () => crash(), isEnded: false, end: () => void (made.isEnded = true) };
  return made;
}

const finished = () => Promise.resolve({ evaluation: toyEvaluation(0.5, 40), weights: Uint8Array.of(1) });

function poolOf(threads: readonly TrainerThread[]) {
  let next = 0;
  const artifacts = memoryArtifacts();
  return { artifacts, spawned: () => next, pool: createPool({ spawn: () => threads[next++]!, device: "cpu", slots: 2, data, artifacts }) };
}

describe("the pool of training threads", () => {
  test("uses a thread again, and keeps the weights of what it trained", async () => {
    const { pool, artifacts, spawned } = poolOf([thread(finished)]);
    await pool.evaluate(candidate(0), hooks, never);
    await pool.evaluate(candidate(1), hooks, never);
    expect(spawned()).toBe(1);
    expect([...artifacts.weights.keys()]).toEqual([0, 1]);
  });

  test("a thread that dies ends the attempt as WorkerCrashed and is replaced", async () => {
    const dying = thread(() => new Promise(() => undefined));
    const { pool, spawned } = poolOf([dying, thread(finished)]);
    const attempt = pool.evaluate(candidate(0), hooks, never);
    setTimeout(dying.crash);
    await expect(attempt).rejects.toThrow("The training thread ended.");
    expect(dying.isEnded).toBe(true);
    await pool.evaluate(candidate(0), hooks, never);
    expect(spawned()).toBe(2);
  });

  test("a thread whose trial failed by itself is kept, one that ran out of memory is not", async () => {
    const failing = (name: "NotANumber" | "OutOfMemory") => thread(() => Promise.reject(new StudioError(name, "x")));
    const diverging = failing("NotANumber");
    const kept = poolOf([diverging]);
    await expect(kept.pool.evaluate(candidate(0), hooks, never)).rejects.toThrow();
    expect(diverging.isEnded).toBe(false);
    const full = failing("OutOfMemory");
    const dropped = poolOf([full]);
    await expect(dropped.pool.evaluate(candidate(0), hooks, never)).rejects.toThrow();
    expect(full.isEnded).toBe(true);
  });

  test("hands a kept checkpoint to the thread and forgets it when the trial is settled", async () => {
    const seen: (Uint8Array | null)[] = [];
    const { pool, artifacts } = poolOf([
      thread(({ checkpoint }, listener) => {
        seen.push(checkpoint);
        void listener.checkpoint(Uint8Array.of(9));
        return finished();
      }),
    ]);
    await pool.evaluate(candidate(4), hooks, never);
    await pool.evaluate(candidate(4), hooks, never);
    expect(seen).toEqual([null, Uint8Array.of(9)]);
    await pool.settle(4);
    expect(artifacts.checkpoints.size).toBe(0);
  });

  test("what is already stopped is not begun", async () => {
    const stopper = createStopper();
    stopper.stop("stopped");
    const { pool, artifacts } = poolOf([thread(finished)]);
    await expect(pool.evaluate(candidate(0), hooks, stopper.signal)).rejects.toMatchObject({ name: "Cancelled" });
    expect(artifacts.weights.size).toBe(0);
  });
});
