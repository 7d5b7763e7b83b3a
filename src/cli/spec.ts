import { readFile } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { checkRecipe } from "../catalog/checkRecipe.ts";
import { defaultRecipe, recipes } from "../catalog/recipes/index.ts";
import { objectiveOf } from "../catalog/metrics/index.ts";
import { networks } from "../catalog/networks/index.ts";
import { spaces } from "../catalog/spaces/index.ts";
import { pipelines } from "../catalog/pipelines/index.ts";
import { describedStrategies } from "../catalog/strategies/described.ts";
import { StudioError } from "../core/errors.ts";
import type { PatchSampling } from "../core/image/patchSampling.ts";
import type { Shape3 } from "../core/image/volume.ts";
import { checkedValues, type Choice, type OptionValue, type OptionValues } from "../core/options.ts";
import { memoryCapOf } from "../core/run/device.ts";
import { unknownId } from "../core/unknownId.ts";
import { DEFAULT_METRIC } from "../core/judging/defaultMetrics.ts";
import { parseRecipe } from "../core/space/recipeSchema.ts";
import { phasesOver } from "../core/space/phases.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { isOnnx } from "./onnxSource.ts";
import { type SearchStage } from "../core/stages/search.ts";
import { type Stage } from "../core/stages/index.ts";

export interface RecipeFlags {
  readonly recipe?: string;
  readonly steps?: number;
  readonly patch?: string;
  readonly patches?: PatchSampling;
  readonly input?: Recipe["input"];
  readonly batch?: number;
  readonly evaluateEvery?: number;
  readonly scoredShare?: number;
}

/** The recipe of a name or of a file, or what is usual, with the flags over it. Throws StudioError "BadInput" naming the field. */
export async function readRecipe(
  { recipe: file, steps, patch, patches, input, batch, evaluateEvery, scoredShare }: RecipeFlags,
  usual: Recipe = defaultRecipe,
): Promise<Recipe> {
  const base =
    file === undefined ? usual : isJsonFile(file) ? parseRecipe(await readJson(file)) : recipes.get(file).recipe;
  const chosenSteps = steps ?? base.steps;
  const recipe = parseRecipe({
    ...base,
    steps: chosenSteps,
    ...(base.phases && { phases: phasesOver(base.phases, chosenSteps) }),
    batch: batch ?? base.batch,
    patch: patch === undefined ? base.patch : parsePatch(patch),
    ...(input !== undefined && { input }),
    ...(scoredShare !== undefined && { scoredShare }),
    patchSampling: patches ?? base.patchSampling,
    evaluateEvery: Math.min(
      chosenSteps,
      evaluateEvery ?? (steps === undefined ? base.evaluateEvery : Math.max(1, Math.round(steps / 8))),
    ),
  });
  checkRecipe(recipe);
  return recipe;
}

/** "64" for a square of a slice, "32x64x64" for a box of depth, height and width. Throws StudioError "BadInput". */
export function parsePatch(text: string): Shape3 {
  const extents = text.split("x").map(Number);
  if (extents.length === 1) extents.unshift(1, extents[0]!);
  if (extents.length !== 3 || extents.some((extent) => !Number.isInteger(extent) || extent < 1))
    throw new StudioError(
      "BadInput",
      `--patch is "${text}"; write a side such as 64, or depth x height x width such as 32x64x64.`,
    );
  return extents as unknown as Shape3;
}

/** JSON of a file, or of the standard input for "-". Throws StudioError "UnreadableFile" or "BadInput". */
export async function readJson(file: string): Promise<unknown> {
  const name = file === "-" ? "The standard input" : file;
  const bytes = await readBytes(file);
  try {
    return JSON.parse(decodeText(bytes));
  } catch (error) {
    throw new StudioError("BadInput", `${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether a flag names a JSON file rather than an id. */
export const isJsonFile = (text: string): boolean => text === "-" || text.endsWith(".json");

async function readBytes(file: string): Promise<Uint8Array> {
  if (file === "-") {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  return readFile(file).catch((error: unknown) => {
    throw new StudioError(
      "UnreadableFile",
      (error as NodeJS.ErrnoException).code === "ENOENT"
        ? `There is no file "${file}".`
        : `"${file}" cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  });
}

/** Text in UTF-8, or in UTF-16 where it begins with that byte-order mark or every other byte of its beginning is zero, as editors and PowerShell write it. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined);
  return new TextDecoder(isLittle ? "utf-16le" : isBig ? "utf-16be" : "utf-8").decode(bytes);
}

export interface SearchFlags extends RecipeFlags {
  readonly space?: string;
  readonly preset?: string;
  readonly strategy?: string;
  readonly pipeline?: string;
  readonly objective?: string;
  readonly set?: readonly string[];
  readonly trials?: number;
  readonly seed?: number;
  readonly baseline?: readonly string[];
  readonly memoryCap?: number;
  readonly workers?: number;
  /** Whether proposals follow from the order of asking. */
  readonly order?: "ended" | "asked";
  readonly window?: number;
}

/** The stages of a pipeline from flags: the search, and what follows it. */
export async function readStages(flags: SearchFlags): Promise<readonly Stage[]> {
  const pipeline = pipelines.get(flags.pipeline ?? "search");
  const settings = readSettings(flags.set, ["strategy", "pipeline"]);
  const options = checkedValues(pipeline.id, pipeline.options, settings.pipeline ?? {});
  const needed = pipeline.needs?.sharesWeights ? pipeline.needs.space : undefined;
  const { recipe: named = pipeline.needs?.recipe } = flags;
  const { space = needed?.id, preset = flags.space === undefined ? needed?.preset : undefined } = flags;
  const search = await readSearch(
    {
      ...flags,
      ...(named !== undefined && { recipe: named }),
      ...(space !== undefined && { space }),
      ...(preset !== undefined && { preset }),
    },
    settings.strategy ?? {},
  );
  if (needed && !spaces.get(search.space.id).sharesWeights)
    throw new StudioError(
      "BadInput",
      `The pipeline "${pipeline.id}" trains one set of weights for all networks of a space; --space ${search.space.id} has none to share. Use --space ${needed.id}.`,
    );
  return pipeline.stages(search, options);
}

/** A search stage from flags. `--space` is an id, or a JSON file `{"space": id, "settings": {...}}` as the page saves it. */
async function readSearch(flags: SearchFlags, strategyOptions: OptionValues): Promise<SearchStage> {
  const { id, settings } = await readSpace(flags.space ?? "module-tree", flags.preset);
  const strategy = describedStrategies.get(flags.strategy ?? "hierarchical-random");
  const options = checkedValues(strategy.id, strategy.options, strategyOptions);
  const trials = flags.trials ?? 20;
  return {
    kind: "search",
    space: { id, settings },
    strategy: { id: strategy.id, options },
    recipe: await readRecipe(flags),
    trials: strategy.budgetFor?.(trials, options) ?? trials,
    objective: objectiveOf(flags.objective ?? DEFAULT_METRIC),
    memoryCap: readMemoryCap(flags),
    baselines: baselineIds(flags.baseline).map((id) => networkChoice(id, [])),
    ...orderOf(flags),
  };
}

/** Proposals wait for a window of this many trials, where nothing else is said. */
const USUAL_WINDOW = 8;

/** Throws StudioError "BadInput" for a window without the order that has one. */
function orderOf({ order = "ended", window }: Pick<SearchFlags, "order" | "window">): Pick<SearchStage, "order"> {
  if (order === "asked") return { order: { by: "asked", window: window ?? USUAL_WINDOW } };
  if (window !== undefined)
    throw new StudioError(
      "BadInput",
      `--window is ${window}, which only --order asked has: add it, or leave --window out.`,
    );
  return {};
}

/** Networks of the catalog among the baselines; the others are ONNX files. */
const baselineIds = (baselines: readonly string[] = []): readonly string[] =>
  baselines.filter((text) => text !== "none" && !isOnnx(text)).flatMap((text) => text.split(","));

/** Bytes a candidate may need: what was said in MB, or what this machine has for each of its workers. */
export const readMemoryCap = ({
  memoryCap,
  workers = availableParallelism(),
}: {
  readonly memoryCap?: number;
  readonly workers?: number;
}): number => (memoryCap === undefined ? memoryCapOf(totalmem(), workers) : memoryCap * 1e6);

/** `--set OWNER.NAME=VALUE` by owner. Throws StudioError "BadInput" for another owner. */
function readSettings(set: SearchFlags["set"], owners: readonly string[]): Readonly<Record<string, OptionValues>> {
  const settings: Record<string, OptionValues> = {};
  for (const text of set ?? []) {
    const [path, value] = parseSetting(text);
    const [owner, name] = path.split(".");
    if (!owners.includes(owner!) || !name)
      throw new StudioError(
        "BadInput",
        `--set ${text}: write --set ${owners[0]!}.NAME=VALUE; it may set options of ${owners.join(" or ")}.`,
      );
    settings[owner!] = { ...settings[owner!], [name]: value };
  }
  return settings;
}

/** A space by its id and a preset of it, by the id of a preset alone (such as segnas11), or from a JSON file as the page saves it. */
export async function readSpace(space: string, preset?: string): Promise<{ id: string; settings: unknown }> {
  if (isJsonFile(space)) {
    const json = (await readJson(space)) as { space?: unknown; settings?: unknown };
    if (typeof json.space !== "string")
      throw new StudioError(
        "BadInput",
        `${space} does not fit: space: it must be the id of a space, such as "module-tree".`,
      );
    return { id: json.space, settings: spaces.get(json.space).parseSettings(json.settings) };
  }
  const named = spaces.list.flatMap((definition) =>
    definition.presets.filter(({ id }) => id === space).map(({ settings }) => ({ id: definition.id, settings })),
  )[0];
  if (named) return named;
  const definition = spaces.list.find(({ id }) => id === space);
  if (!definition)
    throw unknownId(
      "space",
      space,
      spaces.list.flatMap(({ id, presets }) => [id, ...presets.map((other) => other.id)]),
    );
  const found = preset === undefined ? definition.presets[0] : definition.presets.find(({ id }) => id === preset);
  if (!found)
    throw unknownId(
      `preset of ${definition.label}`,
      preset!,
      definition.presets.map(({ id }) => id),
    );
  return { id: definition.id, settings: found.settings };
}

/** A network of the catalog with `name=value` settings. Throws StudioError "BadInput" or "UnknownId". */
export function networkChoice(id: string, settings: readonly string[]): Choice {
  const network = networks.get(id);
  const options = Object.fromEntries(settings.map(parseSetting));
  checkedValues(id, network.options, options);
  return { id, options };
}

/** "name=value" as a name and an option value. Throws StudioError "BadInput". */
export function parseSetting(text: string): readonly [string, OptionValue] {
  const [name, value] = [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)];
  if (!text.includes("=") || !name || !value)
    throw new StudioError("BadInput", `--set ${text}: write --set NAME=VALUE, such as --set base=8.`);
  if (value === "true" || value === "false") return [name, value === "true"];
  return [name, Number.isNaN(Number(value)) ? value : Number(value)];
}
