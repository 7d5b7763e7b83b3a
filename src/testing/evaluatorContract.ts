import { describe, expect, test } from "vitest";
import { DEFAULT_OBJECTIVE } from "../core/study/ranking.ts";
import type { Addition } from "../core/ensemble/memberChoice.ts";
import { toErrorRecord } from "../core/errors.ts";
import type { Candidate, EvaluationHooks, Evaluator } from "../core/run/evaluator.ts";
import { createStopper } from "../core/run/signal.ts";
import { toyRecipe } from "./toyStudy.ts";
import { oneOutput } from "../core/network/outputs.ts";

/** An evaluator held to its contract, as it is made for one test. */
export interface ContractedEvaluator {
  readonly evaluator: Evaluator;
  /** Ends, as a machine does, the thread that trains a candidate: its next step is never done. */
  readonly crash: (trial: number) => void;
  /** A trial whose weights it knows to be missing, where it keeps any. */
  readonly untrained?: number;
}

/** Trains 40 steps and reports every tenth. */
export const contractCandidate = (trial: number): Candidate => ({
  trial,
  network: { dimension: 2, nodes: [], outputs: oneOutput("") },
  recipe: toyRecipe,
  seed: `seed ${trial}`,
  dataSeed: "data",
});
const STEPS = [10, 20, 30, 40];
const running = () => createStopper().signal;

interface Story {
  readonly began: number[];
  readonly reported: number[];
  readonly hooks: EvaluationHooks;
}

/** What an attempt tells, and something to do once a step is reported. */
function listen(at: number | null = null, act: () => void = () => undefined): Story {
  const story = { began: [] as number[], reported: [] as number[] };
  const hooks: EvaluationHooks = {
    started: (_, from) => void story.began.push(from),
    reported({ step }) {
      story.reported.push(step);
      if (step === at) act();
    },
    progressed: () => undefined,
  };
  return { ...story, hooks };
}

const nameOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => "resolved",
    (error: unknown) => toErrorRecord(error).name,
  );

/** Interrupts a candidate once it has reported a step. */
async function interrupted({ evaluator }: ContractedEvaluator, trial: number, at: number): Promise<Story> {
  const stopper = createStopper();
  const story = listen(at, () => stopper.stop("stopped by the test"));
  expect(await nameOf(evaluator.evaluate(contractCandidate(trial), story.hooks, stopper.signal))).toBe("Cancelled");
  return story;
}

/** What every evaluator does, whatever it computes on. */
export function evaluatorContract(name: string, make: () => ContractedEvaluator | Promise<ContractedEvaluator>): void {
  describe(`${name} as an evaluator`, () => {
    test("begins once, reports every point in order and resolves with the evaluation", async () => {
      const { evaluator } = await make();
      const { began, reported, hooks } = listen();
      const { step, scores } = await evaluator.evaluate(contractCandidate(1), hooks, running());
      expect([began, reported, step]).toEqual([[0], STEPS, 40]);
      expect(scores.perClass.iou?.[0]).toBeGreaterThan(0);
      expect([evaluator.slots > 0, evaluator.device.length > 0]).toEqual([true, true]);
    });

    test("trains as many at a time as it has slots, each with reports of its own", async () => {
      const { evaluator } = await make();
      const stories = Array.from({ length: evaluator.slots }, () => listen());
      await Promise.all(
        stories.map(({ hooks }, trial) => evaluator.evaluate(contractCandidate(trial), hooks, running())),
      );
      expect(stories.map(({ reported }) => reported)).toEqual(stories.map(() => STEPS));
    });

    test("does not begin what is already stopped", async () => {
      const stopper = createStopper();
      stopper.stop("before it began");
      const { evaluator } = await make();
      const { reported, hooks } = listen();
      expect(await nameOf(evaluator.evaluate(contractCandidate(1), hooks, stopper.signal))).toBe("Cancelled");
      expect(reported).toEqual([]);
    });

    test("cancels when it is stopped, and goes on from there to the evaluation of one that never was", async () => {
      const made = await make();
      const before = await interrupted(made, 3, 20);
      const after = listen();
      const evaluation = await made.evaluator.evaluate(contractCandidate(3), after.hooks, running());
      expect([...before.reported, ...after.reported]).toEqual(STEPS);
      expect([before.began, after.began]).toEqual([[0], [20]]);
      expect(evaluation).toEqual(
        await (await make()).evaluator.evaluate(contractCandidate(3), listen().hooks, running()),
      );
    });

    test("a worker that dies ends the attempt as WorkerCrashed; the next goes on from its checkpoint", async () => {
      const { evaluator, crash } = await make();
      const story = listen(20, () => crash(3));
      expect(await nameOf(evaluator.evaluate(contractCandidate(3), story.hooks, running()))).toBe("WorkerCrashed");
      const after = listen();
      await evaluator.evaluate(contractCandidate(3), after.hooks, running());
      expect([after.began, after.reported]).toEqual([[20], [30, 40]]);
    });

    test("settling frees the checkpoint of that candidate alone", async () => {
      const made = await make();
      await interrupted(made, 3, 20);
      await interrupted(made, 4, 10);
      await made.evaluator.settle(3);
      const [settled, other] = [listen(), listen()];
      await made.evaluator.evaluate(contractCandidate(3), settled.hooks, running());
      await made.evaluator.evaluate(contractCandidate(4), other.hooks, running());
      expect([settled.began, other.began]).toEqual([[0], [10]]);
      await expect(made.evaluator.settle(99)).resolves.toBeUndefined();
    });

    predictingContract(make);
  });
}

/** What it does with candidates that are trained. */
function predictingContract(make: () => ContractedEvaluator | Promise<ContractedEvaluator>): void {
  test("scores trained candidates alone and together, on a part, unless it is stopped or weights are missing", async () => {
    const { evaluator, untrained } = await make();
    const members = [1, 2].map((trial) => ({
      trial,
      label: String(trial),
      network: contractCandidate(trial).network,
      count: 1,
    }));
    const combination = "mean";
    for (const { trial } of members) await evaluator.evaluate(contractCandidate(trial), listen().hooks, running());
    for (const few of [members.slice(0, 1), members])
      expect(
        (await evaluator.score({ members: few, combination }, "validation", running())).scores.perClass.iou,
      ).toHaveLength(2);
    const stopper = createStopper();
    stopper.stop("no longer wanted");
    expect(await nameOf(evaluator.score({ members, combination }, "validation", stopper.signal))).toBe("Cancelled");
    if (untrained === undefined) return;
    const unknown = [...members, { ...members[0]!, trial: untrained }];
    expect(await nameOf(evaluator.score({ members: unknown, combination }, "validation", running()))).toBe("NotFound");
  });

  test("chooses members round by round, alike whenever it is stopped in between", async () => {
    const { evaluator, untrained } = await make();
    const candidates = [1, 2, 3].map((trial) => ({
      trial,
      label: String(trial),
      network: contractCandidate(trial).network,
      count: 1,
    }));
    for (const { trial } of candidates) await evaluator.evaluate(contractCandidate(trial), listen().hooks, running());
    expect(await evaluator.isKept(candidates[0]!)).toBe(true);
    if (untrained !== undefined) expect(await evaluator.isKept({ ...candidates[0]!, trial: untrained })).toBe(false);
    const choice = { method: "greedy", rounds: 4, objective: DEFAULT_OBJECTIVE } as const;
    const silent = { compared: () => undefined, added: () => undefined };
    const whole: Addition[] = [];
    await evaluator.choose(
      candidates,
      { ...choice, before: [] },
      { ...silent, added: (one) => whole.push(one) },
      running(),
    );
    expect(whole).toHaveLength(4);
    expect(whole.every(({ member }) => [1, 2, 3].includes(member))).toBe(true);
    const stopper = createStopper();
    const begun: Addition[] = [];
    const stopping = (one: Addition) => {
      begun.push(one);
      if (begun.length === 2) stopper.stop("no longer wanted");
    };
    expect(
      await nameOf(
        evaluator.choose(candidates, { ...choice, before: [] }, { ...silent, added: stopping }, stopper.signal),
      ),
    ).toBe("Cancelled");
    await evaluator.choose(
      candidates,
      { ...choice, before: begun },
      { ...silent, added: (one) => begun.push(one) },
      running(),
    );
    expect(begun).toEqual(whole);
    const distinct: number[] = [];
    await evaluator.choose(
      candidates,
      { ...choice, method: "distinct", before: [] },
      { ...silent, added: ({ member }) => distinct.push(member) },
      running(),
    );
    expect(distinct.toSorted()).toEqual([1, 2, 3]);
  });
}
