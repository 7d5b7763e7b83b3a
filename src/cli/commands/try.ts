import { mulberryStreams } from "../../catalog/testFunctions/mulberry32.ts";
import { testFunctions } from "../../catalog/testFunctions/index.ts";
import { functionSpace } from "../../catalog/testFunctions/testFunction.ts";
import { runOnFunction } from "../../catalog/testFunctions/runOnFunction.ts";
import { strategies } from "../../catalog/strategies/index.ts";
import { StudioError } from "../../core/errors.ts";
import { unknownId } from "../../core/unknownId.ts";
import type { OptionValues } from "../../core/options.ts";
import { seededStreams } from "../../core/strategy/runStrategy.ts";
import type { Output } from "../output.ts";
import { parseSetting } from "../spec.ts";

export interface TryFlags {
  readonly strategy?: string;
  readonly function?: string;
  readonly evaluations?: number;
  readonly batch?: number;
  readonly seed?: number;
  readonly rng?: string;
  readonly set?: readonly string[];
}

/** Strategies that need no more of a space than a function offers. */
export const triedStrategies = strategies.list.filter(({ view }) =>
  testFunctions.list.every((testFunction) => view in functionSpace(testFunction).views),
);

const GENERATORS = { cristae: seededStreams, mulberry32: mulberryStreams };

/** `cristae try`: a strategy on a function whose minimum is known, one line an evaluation. */
export function tryStrategy(
  {
    strategy: strategyId = "blackbox",
    function: functionId = "branin",
    evaluations = 60,
    batch,
    seed = 0,
    rng = "cristae",
    set = [],
  }: TryFlags,
  output: Output,
): void {
  if (!(rng in GENERATORS)) throw unknownId("generator", rng, Object.keys(GENERATORS));
  const [strategy, testFunction] = [strategies.get(strategyId), testFunctions.get(functionId)];
  const given: OptionValues = Object.fromEntries(set.map(parseSetting));
  const options = batch !== undefined && "batch" in strategy.options ? { batch, ...given } : given;
  let best: { readonly value: number; readonly x: readonly number[] } | null = null;
  let count = 0;
  for (const { x, value, reason } of runOnFunction({
    strategy,
    options,
    testFunction,
    budget: evaluations,
    sideBySide: batch ?? 1,
    streams: GENERATORS[rng as keyof typeof GENERATORS](seed),
  })) {
    count++;
    if (!best || value < best.value) best = { value, x };
    output.json({ type: "evaluation", evaluation: count, x, value, reason: reason.text, ...reason.numbers });
    output.say(`${String(count).padStart(4)}  ${value.toPrecision(6)}  at ${pointText(x)}  ${reason.text}`);
  }
  if (!best) throw new StudioError("BadInput", `${strategy.label} makes no proposal on ${testFunction.label}.`);
  output.json({ type: "summary", best: best.value, bestX: best.x, evaluations: count, minimum: testFunction.minimum });
  output.say(
    `best ${best.value.toPrecision(6)} at ${pointText(best.x)} after ${count} evaluations; the minimum is ${testFunction.minimum.toPrecision(6)}`,
  );
}

const pointText = (x: readonly number[]): string => `(${x.map((value) => value.toFixed(3)).join(", ")})`;
