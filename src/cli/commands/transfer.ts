import { metrics } from "../../catalog/metrics/index.ts";
import { networks } from "../../catalog/networks/index.ts";
import { StudioError } from "../../core/errors.ts";
import { joinSets, type DataSet } from "../../core/image/sets/joinSets.ts";
import { onlyTested, trainedOnFirst } from "../../core/image/sets/setParts.ts";
import { DEFAULT_METRIC } from "../../core/judging/defaultMetrics.ts";
import { valueOf, type Scores } from "../../core/judging/scores.ts";
import { analyse } from "../../core/network/analysis.ts";
import { weightPathsOf } from "../../core/network/weightGlobs.ts";
import { dataSource, type DataFlags } from "../data/dataFlags.ts";
import { readSetsApart } from "../data/readSets.ts";
import { scoresJson, type Output } from "../output.ts";
import { EXIT, type ExitCode } from "../program/run.ts";
import type { RunFlags } from "../run.ts";
import { networkChoice, readMemoryCap, readRecipe, type RecipeFlags } from "../spec.ts";
import { constantAnswers } from "../transfer/constantAnswers.ts";
import { trainOnce, type Start, type Trained, type TrainingEnd } from "../transfer/trainOnce.ts";

export interface TransferFlags extends DataFlags, RecipeFlags, RunFlags {
  readonly network?: string;
  readonly set?: readonly string[];
  readonly slices?: readonly number[];
  readonly freeze?: readonly string[];
  readonly seed?: number;
  readonly memoryCap?: number;
}

/** Slices that networks are trained on further, where nothing is said. */
const SLICES = [0, 1, 2, 4];

/** `cristae transfer`: what is learnt on each set is worth on every other, and how much a few slices of that one add. */
export async function transfer(flags: TransferFlags, output: Output): Promise<ExitCode> {
  const { slices = SLICES, network: id = "unet" } = flags;
  const source = await dataSource(flags);
  if (!source.sets || source.leaveOut !== undefined)
    throw new StudioError(
      "BadInput",
      source.sets
        ? "--leave-out is not needed here: every set is left out in turn."
        : "Name two sets or more: --image A --labels A_LABELS --image B --labels B_LABELS.",
    );
  const recipe = await readRecipe(flags);
  const network = networkChoice(id, flags.set ?? []);
  const { sets, voxelSizeNm } = await readSetsApart(source.sets, source, output);
  const join = (chosen: readonly DataSet[]) => joinSets(chosen, voxelSizeNm);
  const trained: Trained = {
    network,
    recipe,
    memoryCap: readMemoryCap({ ...flags, workers: 1 }),
    seed: flags.seed ?? 0,
  };
  const frozen = frozenPaths(trained, sets[0]!.labels.classes.length, flags.freeze);
  const said = new Said(output);
  for (const [set, { className, scores }] of await constantAnswers(join(sets)))
    said.add({ type: "constant", on: set, class: className }, scores);
  const ends = new Map<string, TrainingEnd>();
  for (const { trainedOn, chosen } of rowsOf(sets)) {
    const end = await trainOnce(join(chosen), trained, null, flags, output);
    if ("signal" in end) return EXIT[end.signal];
    ends.set(trainedOn, end);
    for (const [set, scores] of Object.entries(end.scoresBySet))
      said.add({ type: "transfer", trainedOn, on: set }, scores);
  }
  for (const step of curveOf(sets, slices, output)) {
    const known = step.from === null ? null : ends.get(step.from)!;
    const start: Start | null = known && { name: `what ${step.from} taught`, weights: known.weights, frozen };
    const end = step.chosen ? await trainOnce(join(step.chosen), trained, start, flags, output) : known!;
    if ("signal" in end) return EXIT[end.signal];
    said.add({ type: "fineTuned", from: step.from, on: step.on, slices: step.slices }, end.scoresBySet[step.on]!);
  }
  said.tables(sets.map(({ name }) => name));
  return EXIT.done;
}

const TOGETHER = "together";

/** Each set trained on alone, then all of them. */
const rowsOf = (
  sets: readonly DataSet[],
): readonly { readonly trainedOn: string; readonly chosen: readonly DataSet[] }[] => [
  ...sets.map(({ name }) => ({
    trainedOn: name,
    chosen: sets.map((set) => (set.name === name ? set : onlyTested(set))),
  })),
  { trainedOn: TOGETHER, chosen: sets },
];

interface CurveStep {
  /** The set whose weights it begins with; null for fresh ones. */
  readonly from: string | null;
  readonly on: string;
  readonly slices: number;
  /** What it is trained on; null for 0 slices, where nothing is trained. */
  readonly chosen: readonly DataSet[] | null;
}

/** Every set with few of its slices, from fresh weights and from those of every other. */
function curveOf(sets: readonly DataSet[], counts: readonly number[], output: Output): readonly CurveStep[] {
  return sets.flatMap((set) =>
    counts.flatMap((slices): readonly CurveStep[] => {
      const sources = sets.filter((other) => other !== set).map(({ name }) => name);
      const step = (from: string | null, chosen: CurveStep["chosen"]) => ({ from, on: set.name, slices, chosen });
      if (slices === 0) return sources.map((from) => step(from, null));
      const few = trainedOnFirst(set, slices);
      if (!few) output.note(`${set.name} has no ${slices} training slices to begin with; left out of the curve.`);
      return few ? [null, ...sources].map((from) => step(from, [few])) : [];
    }),
  );
}

/** Paths that patterns name in the network. */
function frozenPaths(
  { network, recipe }: Trained,
  classes: number,
  patterns?: readonly string[],
): readonly string[] | null {
  if (!patterns) return null;
  const decoded = networks.get(network.id).decode(network.options, { channels: 1, classes, patch: recipe.patch });
  if ("illegal" in decoded) throw new StudioError("BadInput", decoded.illegal.because);
  const spatial = decoded.network.dimension === 2 ? recipe.patch.slice(1) : recipe.patch;
  return weightPathsOf(analyse(decoded.network, { spatial, channels: 1 }), patterns);
}

type Line =
  | { readonly type: "constant"; readonly on: string; readonly class: string }
  | { readonly type: "transfer"; readonly trainedOn: string; readonly on: string }
  | { readonly type: "fineTuned"; readonly from: string | null; readonly on: string; readonly slices: number };

/** What was found so far: a line of JSON each at once, and tables in the end. */
class Said {
  private readonly found: { readonly line: Line; readonly value: string }[] = [];

  constructor(private readonly output: Output) {}

  add(line: Line, scores: Scores): void {
    this.found.push({ line, value: valueOf(scores, DEFAULT_METRIC)?.toFixed(4) ?? "none" });
    this.output.json({ ...line, ...scoresJson(scores) });
  }

  tables(sets: readonly string[]): void {
    const { found, output } = this;
    const value = (matches: (line: Line) => boolean) => found.find(({ line }) => matches(line))?.value ?? "";
    const label = metrics.get(DEFAULT_METRIC).label;
    output.say(`${label} on the test part, by what was trained on`);
    const rows = [...sets, TOGETHER].map((trainedOn) => [
      trainedOn,
      ...sets.map((on) => value((line) => line.type === "transfer" && line.trainedOn === trainedOn && line.on === on)),
    ]);
    const floor = ["constant answer", ...sets.map((on) => value((line) => line.type === "constant" && line.on === on))];
    for (const line of tableLines([["", ...sets], ...rows, floor])) output.say(line);
    const steps = found.flatMap(({ line }) => (line.type === "fineTuned" ? [line] : []));
    const counts = [...new Set(steps.map(({ slices }) => slices))];
    if (counts.length === 0) return;
    output.say(`${label} after training on a few slices`);
    const curves = [...new Set(steps.map(({ from, on }) => JSON.stringify([on, from])))].map((text) => {
      const [on, from] = JSON.parse(text) as readonly [string, string | null];
      const at = (slices: number) =>
        value((line) => line.type === "fineTuned" && line.on === on && line.from === from && line.slices === slices);
      return [`${on}, ${from === null ? "from fresh weights" : `from ${from}`}`, ...counts.map(at)];
    });
    for (const line of tableLines([["slices", ...counts.map(String)], ...curves])) output.say(line);
  }
}

function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
}
