import { describe, expect, test } from "vitest";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { bandOf, createLearnRun, gapsOf, gapsOfSeeds, surrogateBehind } from "./learnRun.ts";
import { learnBudget, type LearnPlan } from "./learnSlice.ts";
import { createStudioStore } from "./store.ts";

const plan: LearnPlan = {
  strategy: { id: "crs", options: {} },
  on: "branin",
  seed: 1,
  evaluations: 50,
  noise: 0,
  first: null,
};
const blackbox: LearnPlan = { ...plan, strategy: { id: "blackbox", options: { batch: 5 } }, evaluations: 33 };

describe("a run", () => {
  test("is the same however it is looked at, and ends with its budget", () => {
    const run = createLearnRun(plan);
    expect(run.steps(3)).toHaveLength(3);
    const whole = run.steps(99);
    expect(whole).toHaveLength(50);
    expect(run.steps(7)).toEqual(whole.slice(0, 7));
    expect(createLearnRun(plan).steps(50)).toEqual(whole);
    expect(run.problem()).toBeNull();
  });

  test("says why a strategy refuses a plan", () => {
    const run = createLearnRun({ ...blackbox, on: "sphere-5d", evaluations: 5 });
    expect(run.steps(5)).toEqual([]);
    expect(run.problem()!.message).toMatch(/5 initial points; a surrogate over 5 numbers needs at least 6/);
  });

  test("is measured by its distance from the minimum, noise left out", () => {
    const steps = createLearnRun({ ...plan, noise: 5 }).steps(50);
    const gaps = gapsOf(steps, "branin");
    gaps.forEach((gap, index) => expect(gap).toBeLessThanOrEqual(gaps[Math.max(0, index - 1)]!));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  });
});

test("many seeds give a band around their median", () => {
  const runs = [...gapsOfSeeds(plan, 5)].filter((run) => run !== null);
  expect(runs.map((run) => run.length)).toEqual([50, 50, 50, 50, 50]);
  expect(
    bandOf([
      [4, 1],
      [2, 1],
      [3, 0],
    ]),
  ).toEqual([
    { evaluation: 1, low: 2.5, median: 3, high: 3.5 },
    { evaluation: 2, low: 0.5, median: 1, high: 1 },
  ]);
  expect(bandOf([])).toEqual([]);
});

test.each(["A", "B"])(
  "the surrogate behind a proposal of generation %s goes through the batches before it",
  (generation) => {
    const scaled = { ...blackbox, strategy: { id: "blackbox", options: { batch: 5, generation } } };
    const run = createLearnRun(scaled);
    expect(surrogateBehind(scaled, run.steps(20))).toBeNull();
    const steps = run.steps(28);
    const surrogate = surrogateBehind(scaled, steps)!;
    for (const { x, value } of steps.slice(0, 25)) expect(surrogate(x)).toBeCloseTo(value, 5);
    const last = steps.at(-1)!;
    expect(surrogate(last.x)).toBeCloseTo(last.reason.numbers!.surrogate as number, 4);
  },
);

describe("the room", () => {
  const open = () => createStudioStore(createFakeStudio([8, 32, 32]), () => undefined);

  test("starts every plan from its beginning, with a budget that suits the strategy", () => {
    const store = open();
    store.getState().showEvaluation(40);
    store.getState().chooseLearnStrategy("blackbox");
    expect(store.getState()).toMatchObject({
      learnAt: 0,
      learnPlan: { strategy: { id: "blackbox" }, evaluations: 60 },
    });
    store.getState().changeLearnPlan({ first: [1, 2] });
    store.getState().changeLearnPlan({ on: "hartmann-3" });
    expect(store.getState().learnPlan.first).toBeNull();
    expect(learnBudget({ ...blackbox, evaluations: 33 })).toBe(35);
  });

  test("never shows more than there is, and plays again from the start", () => {
    const store = open();
    const { showEvaluation, playLearn } = store.getState();
    playLearn(true);
    showEvaluation(1000);
    expect(store.getState()).toMatchObject({ learnAt: 300, isLearnPlaying: false });
    playLearn(true);
    expect(store.getState()).toMatchObject({ learnAt: 0, isLearnPlaying: true });
    showEvaluation(-3);
    expect(store.getState().learnAt).toBe(0);
  });

  test("hands its strategy to the next search", () => {
    const store = open();
    store.getState().changeLearnPlan({ strategy: { id: "crs", options: { population: 12 } } });
    store.getState().useLearntStrategy();
    expect(store.getState()).toMatchObject({
      room: "search",
      isSettingUp: true,
      plan: [{ strategy: { id: "crs", options: { population: 12 } } }],
    });
  });
});
