import { describe, expect, test } from "vitest";
import { float } from "../options.ts";
import type { ProposalSpace } from "../space/space.ts";
import { runStrategy, seededStreams, type StrategyRun, type StrategyStep } from "./runStrategy.ts";
import { defineStrategy, type Told } from "./strategy.ts";

const line: ProposalSpace<number> = {
  id: "line",
  views: { random: { sample: (random) => random.float() } },
  illegality: () => null,
};

/** Draws near the best of what it was told, and waits after every third proposal until all before have ended. */
const nearest = defineStrategy<readonly Told[]>({
  id: "nearest",
  label: "Near the best",
  summary: "",
  view: "random",
  law: "telling",
  options: { reach: float("Reach", 0, 1, 0.1) },
  budgetFor: (trials) => 3 * Math.ceil(trials / 3),
  begin: () => [],
  tell: (all, one) => [...all, one],
  ask(all, { random, shared, proposed, options }) {
    if (proposed.length % 3 === 0 && all.length < proposed.length) return null;
    const best = all.toSorted((a, b) => a.value! - b.value!)[0];
    const from = (best?.genotype as number | undefined) ?? shared.float();
    return { genotype: from + Number(options.reach) * random.normal(), reason: { text: `from ${from}` } };
  },
});

const value = (genotype: unknown) => ({ status: "finished" as const, value: Math.abs((genotype as number) - 0.3) });
const run: StrategyRun = {
  strategy: nearest,
  options: {},
  space: line,
  budget: 9,
  streams: seededStreams(1),
};
const stepsOf = (change: Partial<StrategyRun> = {}) => [...runStrategy({ ...run, ...change }, value)];
const genotypes = (steps: readonly StrategyStep[]) => steps.map(({ genotype }) => genotype);

describe("a strategy on a function", () => {
  test("is asked for its budget, as it rounds it, and told what every proposal came to", () => {
    const steps = stepsOf({ budget: 7 });
    expect(steps.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(steps.every(({ value: told, genotype }) => told === value(genotype).value)).toBe(true);
    const best = Math.min(...steps.slice(0, 3).map((step) => step.value!));
    expect(steps[3]!.reason.text).toBe(`from ${String(steps.find((step) => step.value === best)!.genotype)}`);
  });

  test("draws by its streams alone", () => {
    expect(genotypes(stepsOf())).toEqual(genotypes(stepsOf()));
    expect(genotypes(stepsOf({ streams: seededStreams(2) }))).not.toEqual(genotypes(stepsOf()));
  });

  test.each([1, 2, 4, 8])("goes on after %i steps as if it had not stopped", (kept) => {
    const whole = stepsOf();
    const rest = stepsOf({ history: whole.slice(0, kept) });
    expect(genotypes(rest)).toEqual(genotypes(whole.slice(kept)));
    expect(rest[0]!.index).toBe(kept);
  });

  test("side by side it is told a batch together, and never asked past where it waits", () => {
    const steps = stepsOf({ sideBySide: 4 });
    expect(steps).toHaveLength(9);
    const [first, second, third] = steps;
    expect(new Set([first, second, third].map((step) => step!.reason.text)).size).toBe(1);
    expect(steps[3]!.reason.text).not.toBe(first!.reason.text);
  });

  test("a given member takes the place of the first proposal, and the others learn from it", () => {
    const steps = stepsOf({ first: 0.3 });
    expect(steps[0]).toMatchObject({ genotype: 0.3, value: 0, reason: { text: "Placed by hand." } });
    expect(steps[3]!.reason.text).toBe("from 0.3");
  });

  test("ends where the strategy has nothing to propose although all have ended", () => {
    const silent = {
      ...nearest,
      ask: (...[memory, context]: Parameters<typeof nearest.ask>) =>
        context.proposed.length < 2 ? nearest.ask(memory, context) : null,
    };
    expect(stepsOf({ strategy: silent })).toHaveLength(2);
  });

  test("refuses options that it does not have, before anything is evaluated", () => {
    let evaluated = 0;
    const steps = runStrategy({ ...run, options: { reach: 2 } }, (genotype) => (evaluated++, value(genotype)));
    expect(() => steps.next()).toThrow("nearest.reach is 2; it must be a number from 0 to 1");
    expect(evaluated).toBe(0);
  });
});
