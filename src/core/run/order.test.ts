import { expect, test } from "vitest";
import { catalogParts } from "../../catalog/parts.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySpec } from "../../testing/toyStudy.ts";
import { createRandom } from "../random.ts";
import { defineStrategy } from "../strategy/strategy.ts";
import type { Evaluator } from "./evaluator.ts";
import { runStudy } from "./runStudy.ts";
import { createStopper } from "./signal.ts";

const never = createStopper().signal;

/** Proposes by all that it was told, in the order in which it was. */
const impressionable = defineStrategy({
  id: "impressionable",
  label: "",
  summary: "",
  view: "random",
  law: "telling",
  options: {},
  begin: (): readonly number[] => [],
  tell: (told, { index }) => [...told, index],
  ask: (told, { space, proposed }) => ({
    genotype: space.views.random.sample(createRandom("told", proposed.length, told.join())),
    reason: { text: "" },
  }),
});

/** So many machines, each as slow as chance will have it. */
function machines(slots: number, luck: number): Evaluator {
  const toy = toyEvaluator(slots);
  const random = createRandom("luck", luck);
  return {
    ...toy,
    async evaluate(...asked) {
      await new Promise((resolve) => setTimeout(resolve, random.int(0, 12)));
      return toy.evaluate(...asked);
    },
  };
}

async function proposals(slots: number, luck: number, order: object): Promise<string> {
  const catalog = { ...catalogParts, strategy: () => impressionable };
  const parts = { ...toyParts(machines(slots, luck), arrayLog()), catalog };
  const study = await runStudy(newStudy(toySpec({ trials: 24, ...order })), parts, { interrupt: never }).done;
  return study.trials.map(({ key }) => key).join("\n");
}

const MACHINES = [1, 4, 16, 16];

test("asked in order, proposals are the same for one machine or sixteen, fast or slow", async () => {
  const order = { order: { by: "asked", window: 5 } as const };
  const found = await Promise.all(MACHINES.map((slots, luck) => proposals(slots, luck, order)));
  expect(new Set(found).size).toBe(1);
});

test("told in the order in which trials end, they depend on how many machines there are and which are fast", async () => {
  const found = await Promise.all(MACHINES.map((slots, luck) => proposals(slots, luck, {})));
  expect(new Set(found).size).toBeGreaterThan(1);
});
