import { expect, test } from "vitest";
import { defaultRecipe } from "../../catalog/recipes/index.ts";
import { createNetworkBuilder } from "../network/builder.ts";
import { fitPhases, lossesOf, phaseAt, phasesOf, withoutForeignPhases, withPhases } from "./phases.ts";

const task = { channels: 1, classes: 2, patch: [1, 8, 8] as const };
const { conv, finish } = createNetworkBuilder(task);
const [main, second] = ["main", "second"].map((id) => conv(id, { kernels: 2, size: 1 }, "input"));
const one = finish(main!);
const two = finish(main!, [{ name: "second", node: second!, weight: 0.5 }]);
const recipe = withPhases(defaultRecipe, [
  { name: "a", steps: 10, losses: [{ output: "second", weight: 1 }] },
  { name: "b", steps: 30, frozen: ["second"] },
]);

test("a recipe without phases is the case of one", () => {
  expect(phasesOf(defaultRecipe)).toEqual([
    {
      ...{ name: "training", steps: defaultRecipe.steps, index: 0, before: 0 },
      ...{ optimiser: defaultRecipe.optimiser, schedule: defaultRecipe.schedule },
    },
  ]);
  expect(withPhases(recipe, [])).toEqual({ ...defaultRecipe, steps: 40 });
});

test("a step belongs to one phase, steps past the end to the last", () => {
  expect([1, 10, 11, 40, 99].map((step) => phaseAt(recipe, step).name)).toEqual(["a", "a", "b", "b", "b"]);
});

test("losses are those of all outputs by the network's weights, where a phase names none", () => {
  expect(lossesOf(two, {})).toEqual([
    { output: "main", weight: 1 },
    { output: "second", weight: 0.5 },
  ]);
  expect(() => lossesOf(two, { losses: [{ output: "main", weight: 0 }] })).toThrow("a weight above 0");
});

test("other numbers of steps go to the phases by their shares", () => {
  expect(fitPhases({ ...recipe, steps: 100 }).phases!.map(({ steps }) => steps)).toEqual([25, 75]);
  expect(fitPhases(recipe)).toBe(recipe);
});

test("a baseline that lacks an output is trained as many steps without phases", () => {
  expect(withoutForeignPhases(recipe, one)).toEqual({ ...defaultRecipe, steps: 40 });
  expect(withoutForeignPhases(recipe, two)).toBe(recipe);
});
