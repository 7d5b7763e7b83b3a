import { expect, test } from "vitest";
import { objectiveOf } from "../catalog/metrics/index.ts";
import { presets } from "../catalog/spaces/segnas/settings.ts";
import { runStudy } from "../core/run/runStudy.ts";
import { createStopper } from "../core/run/signal.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySpec } from "../testing/toyStudy.ts";
import { diceOf, evaluatedOf, evolutionOf, generationAt, hasEvolution } from "./evolution.ts";

const POPULATION = 12;

async function searched() {
  const spec = toySpec({
    space: { id: "segnas", settings: presets[0]!.settings },
    strategy: { id: "crs", options: { population: POPULATION } },
    objective: objectiveOf("logDice"),
    trials: 40,
  });
  const log = arrayLog();
  return runStudy(newStudy(spec), toyParts(toyEvaluator(), log), { interrupt: createStopper().signal }).done;
}

test("illegal evaluations are left out of the evolution and counted beside it", async () => {
  const study = await searched();
  const { points, leftOut } = evolutionOf(study, 0)!;
  expect(leftOut.illegal).toBeGreaterThan(0);
  expect(points.length + leftOut.illegal + leftOut.outOfMemory + leftOut.failed).toBe(40);
  expect(points.map(({ x }) => x)).toEqual(points.map((_, index) => index + 1));
  expect(points.at(-1)!.top).toBe(Math.max(...points.map(({ y }) => y)));
  expect(points.filter(({ isBest }) => isBest)).toHaveLength(1);
});

test("the population keeps its size, its best never gets worse, and is that of the search", async () => {
  const study = await searched();
  const { vectors } = evolutionOf(study, 0)!;
  expect(evaluatedOf(vectors)).toBe(40);
  expect(generationAt(study, 0, vectors, 5).members).toHaveLength(5);
  let best = 0;
  for (let at = POPULATION; at <= 40; at++) {
    const { members, isPopulation } = generationAt(study, 0, vectors, at);
    expect([members.length, isPopulation]).toEqual([POPULATION, true]);
    const dice = Math.max(...members.map(({ trial }) => diceOf(trial) ?? 0));
    expect(dice).toBeGreaterThanOrEqual(best);
    best = dice;
  }
});

test("strategies that move through numbers have these pictures, the others have not", () => {
  expect(
    hasEvolution(
      newStudy(
        toySpec({ space: { id: "segnas", settings: presets[0]!.settings }, strategy: { id: "crs", options: {} } }),
      ),
      0,
    ),
  ).toBe(true);
  expect(hasEvolution(newStudy(toySpec()), 0)).toBe(false);
});
