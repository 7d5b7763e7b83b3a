import { describe, expect, test } from "vitest";
import { StudioError } from "../core/errors.ts";
import type { Candidate } from "../core/run/evaluator.ts";
import { withPhases } from "../core/space/phases.ts";
import { createStopper } from "../core/run/signal.ts";
import { evaluatorContract } from "../testing/evaluatorContract.ts";
import { fakeData, fakeThread, memoryArtifacts, trainingThreads } from "../testing/fakeThreads.ts";
import { toyEvaluation, toyRecipe } from "../testing/toyStudy.ts";
import { keptWeights } from "./artifacts.ts";
import { createPool, slotsAt } from "./pool.ts";
import type { DeviceLoss } from "./threads.ts";
import type { TrainerThread } from "./trainerThread.ts";
import { oneOutput } from "../core/network/outputs.ts";

const candidate = (trial: number): Candidate => ({
  trial,
  network: { dimension: 2, nodes: [], outputs: oneOutput("") },
  recipe: toyRecipe,
  seed: "s",
  dataSeed: "s",
});
const hooks = { started: () => undefined, reported: () => undefined, progressed: () => undefined };
const never = createStopper().signal;
const finished = () => Promise.resolve({ evaluation: toyEvaluation(0.5, 40), weights: Uint8Array.of(1) });

function poolOf(threads: readonly TrainerThread[]) {
  let next = 0;
  const artifacts = memoryArtifacts();
  return {
    artifacts,
    spawned: () => next,
    pool: createPool({ spawn: () => threads[next++]!, device: "cpu", slots: 2, data: fakeData, artifacts }),
  };
}

evaluatorContract("the pool of training threads", () => {
  const { spawn, crash } = trainingThreads();
  return {
    evaluator: createPool({ spawn, device: "cpu", slots: 2, data: fakeData, artifacts: memoryArtifacts() }),
    crash,
    untrained: 9,
  };
});

describe("the pool of training threads", () => {
  test("uses a thread again, and keeps the weights of what it trained", async () => {
    const { pool, artifacts, spawned } = poolOf([fakeThread(finished)]);
    await pool.evaluate(candidate(0), hooks, never);
    await pool.evaluate(candidate(1), hooks, never);
    expect(spawned()).toBe(1);
    expect([...artifacts.weights.keys()]).toEqual([0, 1]);
  });

  test("a member of shared weights is handed those of its supernet, and has to wait for none that were not kept", async () => {
    const given: (Uint8Array | undefined)[] = [];
    const { pool, artifacts } = poolOf([fakeThread(({ shared }) => (given.push(shared), finished()))]);
    await artifacts.writeWeights(4, Uint8Array.of(7));
    await pool.evaluate({ ...candidate(5), weightsOf: 4 }, hooks, never);
    await pool.evaluate(candidate(6), hooks, never);
    expect(given).toEqual([Uint8Array.of(7), undefined]);
    await expect(pool.evaluate({ ...candidate(7), weightsOf: 3 }, hooks, never)).rejects.toThrow(
      /weights of trial 3 were not kept/,
    );
  });

  test("weights of another study are handed to a phase that begins with them; without them it is said whose", async () => {
    const given: unknown[] = [];
    const { pool, artifacts } = poolOf([fakeThread(({ beginnings }) => (given.push(beginnings), finished()))]);
    const from = { trial: "trial 3 of zoo", file: "a".repeat(64), paths: { "": "" } };
    const tuned = { ...candidate(1), recipe: withPhases(toyRecipe, [{ name: "fine-tuning", steps: 40, from }]) };
    artifacts.readBrought = (sha256) => Promise.resolve(sha256 === from.file ? Uint8Array.of(7) : null);
    await pool.evaluate(tuned, hooks, never);
    expect(given).toEqual([{ "trial 3 of zoo": Uint8Array.of(7) }]);
    artifacts.readBrought = () => Promise.resolve(null);
    await expect(pool.evaluate(tuned, hooks, never)).rejects.toThrow(
      "The weights of trial 3 of zoo are not with the study (brought/aaaaaaaaaaaa….bin).",
    );
  });

  test("a thread that dies ends the attempt as WorkerCrashed and is replaced", async () => {
    const dying = fakeThread(() => new Promise(() => undefined));
    const { pool, spawned } = poolOf([dying, fakeThread(finished)]);
    const attempt = pool.evaluate(candidate(0), hooks, never);
    setTimeout(dying.crash);
    await expect(attempt).rejects.toThrow("The training thread ended.");
    expect(dying.isEnded).toBe(true);
    await pool.evaluate(candidate(0), hooks, never);
    expect(spawned()).toBe(2);
  });

  test("a thread whose trial failed by itself is kept, one that ran out of memory is not", async () => {
    const failing = (name: "NotANumber" | "OutOfMemory") =>
      fakeThread(() => Promise.reject(new StudioError(name, "x")));
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
      fakeThread(({ checkpoint }, listener) => {
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

  test("a checkpoint that cannot be read is put aside, and the trial begins again", async () => {
    const damaged = new StudioError("BadStudyFile", "Cut short.");
    const seen: (Uint8Array | null)[] = [];
    const noted: string[] = [];
    const { pool, artifacts, spawned } = poolOf([
      fakeThread(({ checkpoint }) => (seen.push(checkpoint), checkpoint ? Promise.reject(damaged) : finished())),
    ]);
    await artifacts.writeCheckpoint(4, Uint8Array.of(9));
    await pool.evaluate(candidate(4), { ...hooks, restarted: (because) => void noted.push(because) }, never);
    expect(seen).toEqual([Uint8Array.of(9), null]);
    expect(noted).toEqual([expect.stringMatching(/put aside as aside\/4; the trial begins again. Cut short/)]);
    expect(spawned()).toBe(1);
    artifacts.readCheckpoint = () => Promise.reject(damaged);
    await artifacts.writeCheckpoint(5, Uint8Array.of(9));
    await pool.evaluate(candidate(5), hooks, never);
    expect(seen).toHaveLength(3);
  });

  test("weights that were not kept are named by the label of their trial", async () => {
    await expect(keptWeights(memoryArtifacts(), 1, "2")).rejects.toThrow(/The weights of trial 2 were not kept/);
  });

  test("damage elsewhere than in a checkpoint is no reason to begin again", async () => {
    const { pool } = poolOf([
      fakeThread(() => Promise.reject(new StudioError("BadStudyFile", "The weights lack a tensor."))),
    ]);
    await expect(pool.evaluate(candidate(0), hooks, never)).rejects.toThrow(/lack a tensor/);
  });

  test("thousands of trials leave no listener on the signal of their run", async () => {
    const run = createStopper();
    let listeners = 0;
    const counting = {
      ...run.signal,
      addEventListener: () => {
        listeners++;
      },
      removeEventListener: () => {
        listeners--;
      },
    };
    const { pool } = poolOf([fakeThread(finished)]);
    for (let trial = 0; trial < 20; trial++) await pool.evaluate(candidate(trial), hooks, counting);
    expect(listeners).toBe(0);
  });

  test("what is already stopped is not begun", async () => {
    const stopper = createStopper();
    stopper.stop("stopped");
    const { pool, artifacts } = poolOf([fakeThread(finished)]);
    await expect(pool.evaluate(candidate(0), hooks, stopper.signal)).rejects.toMatchObject({ name: "Cancelled" });
    expect(artifacts.weights.size).toBe(0);
  });
});

describe("a GPU that is lost", () => {
  const lost = () => Promise.reject(new StudioError("DeviceLost", "The GPU was lost (driver update)."));

  /** A pool on "webgpu" over these threads, in the order in which it starts them, with the losses it tells of and the devices its trials began on. */
  function gpuPool(threads: readonly TrainerThread[]) {
    let next = 0;
    const losses: DeviceLoss[] = [];
    const begun: string[] = [];
    const artifacts = memoryArtifacts();
    const pool = createPool({ spawn: () => threads[next++]!, device: "webgpu", slots: 4, data: fakeData, artifacts });
    pool.onLoss((loss) => losses.push(loss));
    return {
      pool,
      losses,
      begun,
      artifacts,
      spawned: () => next,
      hooks: { ...hooks, started: (device: string, step: number) => void begun.push(`${device} from ${step}`) },
    };
  }

  test("is opened anew and the trial runs again once, from its checkpoint", async () => {
    const {
      pool,
      losses,
      begun,
      spawned,
      hooks: noting,
    } = gpuPool([
      fakeThread(async (_, listener) => {
        await listener.started(0);
        await listener.checkpoint(Uint8Array.of(7));
        return lost();
      }),
      fakeThread(async ({ checkpoint }, listener) => {
        await listener.started(checkpoint![0]!);
        return finished();
      }),
    ]);
    await pool.evaluate(candidate(0), noting, never);
    expect([begun, spawned(), losses, pool.device]).toEqual([["webgpu from 0", "webgpu from 7"], 2, [], "webgpu"]);
  });

  test("twice in a row gives its work to the CPU and says so", async () => {
    const begins = (then: () => ReturnType<typeof finished>) =>
      fakeThread(async (_, listener) => {
        await listener.started(0);
        return then();
      });
    const { pool, losses, begun, hooks: noting } = gpuPool([begins(lost), begins(lost), begins(finished)]);
    expect(pool.slots).toBe(1);
    await pool.evaluate(candidate(0), noting, never);
    expect(begun).toEqual(["webgpu from 0", "webgpu from 0", "simd from 0"]);
    expect(losses).toEqual([{ device: "webgpu", next: "simd", because: "The GPU was lost (driver update)." }]);
    expect([pool.device, pool.slots]).toEqual(["simd", 4]);
  });

  test("and cannot be opened again counts as lost twice", async () => {
    const gone = () => Promise.reject(new StudioError("DeviceError", "No WebGPU adapter is offered here."));
    const { pool, losses } = gpuPool([fakeThread(lost), fakeThread(finished, { open: gone }), fakeThread(finished)]);
    await pool.evaluate(candidate(0), hooks, never);
    expect(losses).toMatchObject([{ because: "No WebGPU adapter is offered here." }]);
  });

  test("now and then, with results in between, is kept", async () => {
    const once = () => fakeThread(lost);
    let trained = 0;
    const thenLost = fakeThread(() => (trained++ === 0 ? finished() : lost()));
    const { pool, losses } = gpuPool([once(), thenLost, fakeThread(finished)]);
    await pool.evaluate(candidate(0), hooks, never);
    await pool.evaluate(candidate(1), hooks, never);
    expect([losses, pool.device]).toEqual([[], "webgpu"]);
  });

  test("that was never there fails the trial with its message", async () => {
    const gone = () => Promise.reject(new StudioError("DeviceError", "No WebGPU adapter is offered here."));
    const { pool } = gpuPool([fakeThread(finished, { open: gone })]);
    await expect(pool.evaluate(candidate(0), hooks, never)).rejects.toThrow("No WebGPU adapter");
  });
});

test("the pace decides how many train at a time on a CPU; a GPU trains one", () => {
  expect(
    (["background", "balanced", "full"] as const).map((pace) => [1, 2, 8].map((slots) => slotsAt(pace, "simd", slots))),
  ).toEqual([
    [1, 1, 4],
    [1, 2, 7],
    [1, 2, 8],
  ]);
  expect(slotsAt("full", "webgpu", 8)).toBe(1);
});

test("a change of pace reaches the threads that train", async () => {
  const paces: string[] = [];
  const training = fakeThread(() => new Promise(() => undefined));
  const trainer = { ...training.trainer, setPace: (pace: string) => Promise.resolve(void paces.push(pace)) };
  const { pool } = poolOf([{ ...training, trainer }]);
  void pool.evaluate(candidate(0), hooks, never);
  await new Promise((resolve) => setTimeout(resolve));
  pool.adjust({ pace: "background" });
  expect([paces, pool.slots]).toEqual([["full", "background"], 1]);
});
