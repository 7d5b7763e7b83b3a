import { parseArgs } from "node:util";
import { catalogParts } from "../src/catalog/parts.ts";
import type { Choice } from "../src/core/options.ts";
import { keptTrials } from "../src/core/stages/keptTrials.ts";
import { toySearch, toySpec } from "../src/testing/toyStudy.ts";
import { runLargeStudy } from "./largeStudy.ts";
import { processorMs } from "./measure.ts";

/** Processor time that a run spends beside training on each trial, as a study grows: networks are "trained" at once. */
interface Growth {
  readonly strategy: string;
  /** Trials so far. */
  readonly trials: number;
  /** Milliseconds a trial, over the last tenth of them. */
  readonly milliseconds: number;
}

const { values } = parseArgs({
  options: {
    trials: { type: "string", default: "10000" },
    strategy: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

async function growth(strategy: Choice, space: typeof toySearch.space, trials: number): Promise<readonly Growth[]> {
  const marks = new Map<number, number>();
  const spec = toySpec({ strategy, space, trials, recipe: { ...toySearch.recipe, steps: 20 } });
  const points = [0.1, 0.5, 1].map((share) => Math.round(trials * share));
  const wanted = new Set(points.flatMap((point) => [point, Math.round(point * 0.9)]));
  await runLargeStudy(spec, 1, (event, study) => {
    if (event.type !== "trialEnded") return;
    keptTrials(study);
    const ended = event.trial + 1;
    if (wanted.has(ended)) marks.set(ended, processorMs());
  });
  return points.map((point) => {
    const from = Math.round(point * 0.9);
    return {
      strategy: strategy.id,
      trials: point,
      milliseconds: (marks.get(point)! - marks.get(from)!) / (point - from),
    };
  });
}

const box = { id: "segnas", settings: catalogParts.space("segnas").presets[0]!.settings };
const RUNS: Readonly<Record<string, (trials: number) => Promise<readonly Growth[]>>> = {
  random: (trials) => growth({ id: "random", options: {} }, toySearch.space, trials),
  blackbox: (trials) => growth({ id: "blackbox", options: { batch: 4 } }, box, Math.min(1000, trials)),
};

for (const name of values.strategy ? [values.strategy] : Object.keys(RUNS))
  for (const row of await RUNS[name]!(Number(values.trials)))
    process.stdout.write(
      values.json
        ? `${JSON.stringify(row)}\n`
        : `${row.strategy.padEnd(10)} trial ${String(row.trials).padStart(6)}: ${row.milliseconds.toFixed(2)} ms\n`,
    );
