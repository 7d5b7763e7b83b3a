import { describe, expect, test } from "vitest";
import { seededStreams } from "../../core/strategy/runStrategy.ts";
import type { Suggestion, LessonView } from "../../core/strategy/lesson.ts";
import type { Choice } from "../../core/options.ts";
import { runOnFunction } from "../testFunctions/runOnFunction.ts";
import { testFunctions } from "../testFunctions/index.ts";
import { lessonOf } from "./described.ts";
import { strategies } from "./index.ts";

interface Plan extends Required<Suggestion["change"]> {
  readonly strategy: Choice;
  readonly evaluations: number;
}

interface View extends LessonView {
  readonly id: string;
}

function viewOf(change: Partial<Plan>, at: number): View {
  const { strategy, on, seed, evaluations, noise }: Plan = {
    strategy: { id: "crs", options: {} },
    on: "branin",
    seed: 1,
    evaluations: 60,
    noise: 0,
    ...change,
  };
  const [testFunction, proposes] = [testFunctions.get(on), strategies.get(strategy.id)];
  const total = proposes.budgetFor?.(evaluations, strategy.options) ?? evaluations;
  const { batch } = strategy.options;
  const run = runOnFunction({
    strategy: proposes,
    options: strategy.options,
    testFunction,
    budget: evaluations,
    sideBySide: typeof batch === "number" ? batch : 4,
    streams: seededStreams(seed),
    noise,
  });
  const dimensions = testFunction.bounds.length;
  return { id: strategy.id, options: strategy.options, seed, dimensions, total, evaluations: [...run].slice(0, at) };
}

const EXPLAIN = new Map(
  await Promise.all(strategies.list.map(async (strategy) => [strategy.id, await lessonOf(strategy).load()] as const)),
);
const storyOf = (view: View) => EXPLAIN.get(view.id)!(view);

/** The first view of a phase. */
function viewAt(phase: string, change: Partial<Plan>): View {
  const whole = viewOf(change, Infinity);
  return viewOf(change, whole.evaluations.findIndex(({ reason }) => reason.numbers?.phase === phase) + 1);
}

const crs = { strategy: { id: "crs", options: {} }, evaluations: 120 };
const blackbox = { strategy: { id: "blackbox", options: { batch: 5 } } };

describe.each(["crs", "blackbox", "random", "latin-hypercube", "r-sequence"])("the story of %s", (id) => {
  test.each([0, 1, 29, 31, 60])("is told after %i evaluations", (at) => {
    const { steps, scene, suggestions } = storyOf(viewOf({ strategy: { id, options: {} } }, at));
    expect(steps.filter(({ state }) => state === "current")).toHaveLength(at === 0 ? 0 : 1);
    for (const { text } of steps) expect(text).toMatch(/\.$/);
    for (const { text } of steps) expect(text).not.toMatch(/NaN|undefined/);
    for (const point of [...scene.points, ...scene.batch]) expect(point).toHaveLength(2);
    for (const { change } of suggestions)
      expect(storyOf(viewOf({ strategy: { id, options: {} }, ...change }, 3)).steps.length).toBeGreaterThan(0);
  });
});

describe("CRS", () => {
  test("a reflection has its four thoughts, and G halfway between the best and the partner", () => {
    const view = viewAt("reflection", crs);
    const { steps, scene } = storyOf(view);
    expect(steps.map(({ title }) => title)).toEqual([
      "Draw two points besides the best",
      "Centre of the best and one of them",
      expect.stringMatching(/^Mirror point \d+ through the centre$/),
      "If better than the worst, take its place",
    ]);
    expect(steps[0]!.text).toMatch(/^Picked from the other 29, all equally likely: \d+ and \d+\.$/);
    const [centre] = scene.squares;
    const { best } = view.evaluations.at(-1)!.reason.points!;
    const [partner] = scene.named;
    centre!.at.forEach((value, axis) => expect(value).toBeCloseTo((best![axis]! + partner!.at[axis]!) / 2, 9));
    expect(scene.points).toHaveLength(30);
  });

  test("a mutation says what failed before it", () => {
    const { steps, scene } = storyOf(viewAt("mutation", crs));
    expect(steps[2]).toMatchObject({ title: "Try once near the best", state: "current" });
    expect(steps[0]!.text).toMatch(/^That gave evaluation \d+, with/);
    expect(scene.named.map(({ text }) => text)).toEqual(["turned down"]);
  });

  test("says whether the trial was taken", () => {
    const verdicts = Array.from({ length: 60 }, (_, index) => storyOf(viewOf(crs, 31 + index)).steps[3]!.text);
    expect(verdicts.some((text) => text.includes("takes the place of the worst"))).toBe(true);
    expect(verdicts.some((text) => text.includes("turned down. Next, one try near the best."))).toBe(true);
  });
});

test("blackbox shows its batch apart, the start, and the radius", () => {
  const view = viewOf(blackbox, 38);
  const { steps, scene } = storyOf(view);
  expect([scene.points.length, scene.batch.length]).toEqual([35, 2]);
  expect(scene.radius).toBeCloseTo(view.evaluations.at(-1)!.reason.numbers!.radius as number, 12);
  expect(scene.squares[0]!.text).toBe("start");
  expect(steps.at(-1)!.text).toMatch(/than expected\.$/);
});
