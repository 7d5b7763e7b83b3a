import { afterEach, expect, test } from "vitest";
import { toErrorRecord } from "../../core/errors.ts";
import type { EvaluationHooks } from "../../core/run/evaluator.ts";
import { withPhases } from "../../core/space/phases.ts";
import { createStopper } from "../../core/run/signal.ts";
import { contractCandidate } from "../../testing/evaluatorContract.ts";
import { fakeData, fakeThread, trainingThreads } from "../../testing/fakeThreads.ts";
import { remoteWork, type RemoteWork } from "../../testing/remoteWork.ts";
import { toyEvaluation, toyEvaluator, toyRecipe } from "../../testing/toyStudy.ts";
import { createPool } from "../../worker/pool.ts";
import { nodeHash } from "../blobs/nodeHash.ts";
import { POISON_STARTS } from "../dispatch.ts";
import type { Workshop } from "./workLoop.ts";

let remote: RemoteWork;
afterEach(() => remote.close());

const never = createStopper().signal;

/** All that an evaluation told. */
function listening(at: number | null = null, act: () => void = () => undefined) {
  const told: string[] = [];
  const hooks: EvaluationHooks = {
    started: (device, from, by) => void told.push(`${device} from ${from}, attempt ${by!.attempt}`),
    restarted: (because) => void told.push(because.replace(/^\w+ (left|was lost); \w+/, "one $1; another")),
    reported({ step }) {
      told.push(String(step));
      if (step === at) act();
    },
    progressed: () => undefined,
  };
  return { told, hooks };
}

const training: Parameters<RemoteWork["work"]>[0] = (_, artifacts) =>
  Promise.resolve(createPool({ spawn: trainingThreads().spawn, device: "cpu", slots: 1, data: fakeData, artifacts }));

/** Trains nothing and never ends by itself, as a machine that hangs. */
const hanging = (): Promise<Workshop> =>
  Promise.resolve({ evaluate: () => new Promise<never>(() => undefined), close: () => undefined });

test("a machine that leaves gives its trial back with a checkpoint, and another goes on with it", async () => {
  remote = await remoteWork(toyEvaluator());
  const leaving = createStopper();
  const { told, hooks } = listening(20, () => leaving.stop("the lid is closed"));
  const left = remote.work(training, { leaving: leaving.signal });
  const evaluation = remote.evaluator.evaluate(contractCandidate(1), hooks, never);
  expect(await left).toBe("asked");
  void remote.work(training);
  expect((await evaluation).step).toBe(40);
  expect(told).toEqual([
    ...["cpu from 0, attempt 1", "10", "20", "one left; another goes on with it."],
    ...["cpu from 20, attempt 2", "30", "40"],
  ]);
});

test("a machine that trains on from another study's weights gets them", async () => {
  remote = await remoteWork(toyEvaluator());
  const weights = Uint8Array.of(1, 2, 3);
  const file = nodeHash(weights);
  remote.artifacts.readBrought = (sha256) => Promise.resolve(sha256 === file ? weights : null);
  const given: unknown[] = [];
  const thread = fakeThread(({ beginnings }) => {
    given.push(beginnings);
    return Promise.resolve({ evaluation: toyEvaluation(0.5, 40), weights: Uint8Array.of(1) });
  });
  void remote.work((_, artifacts) =>
    Promise.resolve(createPool({ spawn: () => thread, device: "cpu", slots: 1, data: fakeData, artifacts })),
  );
  const from = { trial: "trial 3 of zoo", file, paths: { "": "" } };
  const recipe = withPhases(toyRecipe, [{ name: "fine-tuning", steps: 40, from }]);
  await remote.evaluator.evaluate({ ...contractCandidate(1), recipe }, listening().hooks, never);
  expect(given).toEqual([{ "trial 3 of zoo": weights }]);
});

test("a trial whose machine is lost is another's; what the first says late counts for nothing", async () => {
  remote = await remoteWork(toyEvaluator(), { lockMs: 400 });
  const { told, hooks } = listening();
  const evaluation = remote.evaluator.evaluate(contractCandidate(1), hooks, never);
  const handed = await remote.queue.lease(never);
  void remote.work(training);
  expect((await evaluation).step).toBe(40);
  expect(await remote.queue.finish(handed!.id, handed!.lock, { status: "stopped", seconds: 1 })).toBe("lost");
  expect(told).toEqual(["cpu from 0, attempt 2", "10", "20", "30", "40"]);
});

test("a trial that takes every machine down ends as failed, saying what happened; others go on", async () => {
  remote = await remoteWork(toyEvaluator(), { lockMs: 150 });
  const poisoned = remote.evaluator
    .evaluate(contractCandidate(1), listening().hooks, never)
    .catch((error: unknown) => toErrorRecord(error));
  for (let start = 1; start < POISON_STARTS; start++) await remote.queue.lease(never);
  void remote.work(training);
  expect(await poisoned).toEqual({
    name: "WorkersLost",
    message: expect.stringMatching(/^5 machines were lost while they trained it .* not handed out again\.$/) as string,
  });
  expect((await remote.evaluator.evaluate(contractCandidate(2), listening().hooks, never)).step).toBe(40);
});

test("what is no longer wanted is stopped where it hangs, and taken from whoever does not answer", async () => {
  remote = await remoteWork(toyEvaluator(), { lockMs: 400 });
  const stopper = createStopper();
  const evaluation = remote.evaluator.evaluate(contractCandidate(1), listening().hooks, stopper.signal);
  void remote.work(hanging);
  await expect.poll(() => remote.crew.machines()[0]?.holds.size).toBe(1);
  stopper.stop("cancelled");
  expect(toErrorRecord(await evaluation.catch((error: unknown) => error)).name).toBe("Cancelled");
});

test("leaves when there was nothing to do for long enough", async () => {
  remote = await remoteWork(toyEvaluator(), { pollMs: 50 });
  expect(await remote.work(training, { idleMs: 100 })).toBe("idle");
});

test("leaves when the study is done, also while it waits for work", async () => {
  remote = await remoteWork(toyEvaluator());
  const left = remote.work(training);
  await expect.poll(() => remote.crew.slots()).toBe(1);
  remote.gateway.finish();
  expect(await left).toBe("done");
});
