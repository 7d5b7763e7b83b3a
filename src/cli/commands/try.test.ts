import { expect, test } from "vitest";
import type { Output } from "../output.ts";
import { triedStrategies, tryStrategy, type TryFlags } from "./try.ts";

function tried(flags: TryFlags) {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const output: Output = {
    isJson: true,
    json: (line) => void lines.push(line),
    say: () => undefined,
    note: () => undefined,
    bar: () => undefined,
    step: () => undefined,
  };
  tryStrategy(flags, output);
  return lines;
}

test("one line an evaluation, then a summary", () => {
  const lines = tried({ strategy: "blackbox", function: "readme-quadratic", evaluations: 18, batch: 4, seed: 1 });
  expect(lines).toHaveLength(21);
  expect(lines[15]).toMatchObject({ type: "evaluation", evaluation: 16, phase: "subsequent", batch: 4 });
  expect(lines[15]!.reason).toMatch(/surrogate/);
  const values = lines.slice(0, -1).map(({ value }) => value as number);
  expect(lines.at(-1)).toMatchObject({ type: "summary", best: Math.min(...values), evaluations: 20 });
});

test("the same seed gives the same lines, and --rng the published trace", () => {
  expect(tried({ strategy: "random", seed: 4 })).toEqual(tried({ strategy: "random", seed: 4 }));
  expect(tried({ strategy: "crs", evaluations: 300, seed: 1, rng: "mulberry32" }).at(-1)!.best).toBeCloseTo(
    0.40187885384488453,
    9,
  );
});

test("options are set by name, and what does not exist is refused", () => {
  expect(tried({ strategy: "crs", set: ["population=6"], evaluations: 10 })[6]).toMatchObject({
    phase: "reflection",
    population: 6,
  });
  expect(() => tried({ rng: "dice" })).toThrow(/No generator "dice"; known: cristae, mulberry32/);
  expect(() => tried({ strategy: "hierarchical-random" })).toThrow(/no module tree/);
  expect(() => tried({ set: ["colour=red"] })).toThrow(/has no option "colour"/);
});

test("the strategies offered are those that can run there", () => {
  const offered = triedStrategies.map(({ id }) => id);
  expect(offered).toEqual(expect.arrayContaining(["random", "blackbox", "crs"]));
  for (const strategy of offered)
    expect(
      tried({ strategy, evaluations: 12, ...(strategy === "crs" && { set: ["population=6"] }) }).at(-1),
    ).toMatchObject({ type: "summary" });
  expect(offered).not.toContain("hierarchical-random");
});
