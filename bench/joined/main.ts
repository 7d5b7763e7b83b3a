import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { foundIn, studyUnderFire } from "../../fuzz/kills/study.ts";
import type { LoggedEvent } from "../../src/core/study/events.ts";
import { median } from "../measure.ts";
import { measureBrowser } from "./browser.ts";
import { begun, CLI, kill, mustEnd, start, until } from "./processes.ts";

/**
 * Real machines beside one: `npm run bench -- joined search` has two `cristae work` processes find what one machine finds, though one is
 * killed twice; `npm run bench -- joined steps` compares their steps a second with those of two threads of one search;
 * `npm run bench -- joined browser` has Chromium join by a link on 20 MB of data, twice.
 */
const USAGE = `npm run bench -- joined search|steps|browser [--data FOLDER] [--trials N] [--steps N] [--turns N]
  --data   a folder with image/ and label/, such as ISBI 2012's; the sample "platelets" where none is given`;
const folder = mkdtempSync(join(tmpdir(), "cristae-joined-"));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: "string" },
    trials: { type: "string", default: "12" },
    steps: { type: "string", default: "60" },
    turns: { type: "string", default: "3" },
  },
});

/** The same candidates whoever trains them, and networks that take seconds. */
const SEARCH = [
  ...(values.data
    ? ["--image", join(values.data, "image"), "--labels", join(values.data, "label")]
    : ["--sample", "platelets"]),
  ...(values.data ? ["--train", "0:4", "--val", "4:5", "--test", "5:6"] : []),
  ...["--trials", values.trials, "--steps", values.steps, "--evaluate-every", String(Number(values.steps) / 2)],
  ...["--strategy", "hierarchical-random", "--seed", "3", "--order", "asked", "--window", "2"],
  ...["--patch", "32", "--batch", "2", "--device", "simd", "--json"],
];

/** Two threads of one process. */
async function alone(file: string): Promise<number> {
  const search = start("search", ...SEARCH, "--workers", "2", "--out", file);
  await mustEnd(search);
  return search.processorSeconds();
}

/** Two processes that join; the first is killed so many times while it trains, and begun again. */
async function together(file: string, kills: number): Promise<number> {
  const invitation = `${file}.join`;
  const door = ["--host", "127.0.0.1", "--until-done", "--join", invitation, "--lock-seconds", "3", "--workers", "1"];
  const serving = start("serve", ...SEARCH, ...door, "--out", file);
  await Promise.race([until(() => existsSync(invitation)), serving.ended]);
  const work = ["work", invitation, "--threads", "1", "--device", "simd", "--json"];
  const steady = start(...work);
  let other = start(...work);
  for (let killed = 0; killed < kills; killed++) {
    await Promise.race([until(() => begun(other) === killed + 1), serving.ended]);
    kill(other.child);
    other = start(...work);
  }
  for (const one of [serving, steady, other]) await mustEnd(one);
  return [serving, steady, other].reduce((sum, { processorSeconds }) => sum + processorSeconds(), 0);
}

/** From the first start of a trial to the last end of one. */
function stepsPerSecond(file: string): number {
  const events = studyUnderFire(CLI, file)
    .lines()
    .map((line) => JSON.parse(line) as LoggedEvent);
  const times = (type: LoggedEvent["type"]) => events.flatMap((event) => (event.type === type ? [event.at] : []));
  const seconds = (Math.max(...times("trialEnded")) - Math.min(...times("trialStarted"))) / 1000;
  return (Number(values.trials) * Number(values.steps)) / seconds;
}

const load = (): string => `load ${loadavg()[0]!.toFixed(1)}`;

interface Scored {
  readonly label: string;
  readonly meanIou: number | null;
}

async function compareSearch(): Promise<void> {
  const [one, many] = [join(folder, "one.cristae.zip"), join(folder, "many.cristae.zip")];
  await alone(one);
  await together(many, 2);
  const shown = await Promise.all([one, many].map((file) => studyUnderFire(CLI, file).show()));
  const found = shown.map(({ stdout }) => foundIn(stdout) as readonly Scored[]);
  const bests = found.map((trials) =>
    trials.reduce((best, one) => ((one.meanIou ?? 0) > (best.meanIou ?? 0) ? one : best)),
  );
  console.log(
    `best ${bests.map(({ label, meanIou }) => `${label} with ${meanIou}`).join(" of one process, ")} of two that joined`,
  );
  const [first, second] = found.map((trials) => JSON.stringify(trials));
  console.log(`${first === second ? "the same" : "NOT the same"} trials and scores; ${load()}`);
  if (first !== second) process.exitCode = 1;
}

async function compareSteps(): Promise<void> {
  const ratios: number[] = [];
  for (let turn = 0; turn < Number(values.turns); turn++) {
    const [one, many] = [join(folder, `one${turn}.cristae.zip`), join(folder, `many${turn}.cristae.zip`)];
    const processor = [await alone(one), await together(many, 0)];
    const rates = [one, many].map(stepsPerSecond);
    ratios.push(rates[1]! / rates[0]!);
    console.log(
      `${rates.map((rate) => rate.toFixed(1)).join(" and ")} steps a second, pool and joined (${ratios.at(-1)!.toFixed(2)}); processor time ${processor.map((seconds) => seconds.toFixed(1)).join(" and ")} s; ${load()}`,
    );
  }
  console.log(`joined over pool: ${median(ratios).toFixed(2)} (at least 0.95)`);
}

try {
  if (positionals[0] === "search") await compareSearch();
  else if (positionals[0] === "steps") await compareSteps();
  else if (positionals[0] === "browser") await measureBrowser(folder);
  else console.log(USAGE);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
