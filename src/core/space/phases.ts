import type { Learning } from "../network/learning.ts";
import type { Network } from "../network/network.ts";
import { MAIN } from "../network/outputs.ts";
import type { Choice } from "../options.ts";
import { StudioError } from "../errors.ts";
import type { Recipe } from "./recipe.ts";

/** A part of a training: what learns, by which losses, for how long. What it does not say is as in its recipe. */
export interface Phase {
  readonly name: string;
  readonly steps: number;
  /** Losses that are summed; those of all outputs, by the network's own weights, where they are not given. */
  readonly losses?: readonly OutputLoss[];
  readonly optimiser?: Choice;
  /** Laid out over the steps of the phase. */
  readonly schedule?: Choice;
  /** Paths of weights that train, each with all below it; all where they are not given. */
  readonly trains?: readonly string[];
  /** Paths that stay as they are: weights and running statistics. */
  readonly frozen?: readonly string[];
  /** Weights that it begins with, where they are not those of the phase before. */
  readonly from?: Beginning;
}

/** A loss of one output of a network. */
export interface OutputLoss {
  /** Its name: "main", or that of an auxiliary one. */
  readonly output: string;
  readonly weight: number;
  /** The recipe's where it is not given. */
  readonly loss?: Choice;
}

/** Weights of an earlier trial of the same study, or of a trial of another one that the study keeps. */
export interface Beginning {
  /** Label of the trial; of one of another study, what it is called there. */
  readonly trial: string;
  /** SHA-256 of the weights, where they are of another study. */
  readonly file?: string;
  /** Where what is found below a path of that trial goes; "" stands for all of it. */
  readonly paths: Readonly<Record<string, string>>;
  /** Gaussian noise on them, in deviations of each tensor; none where it is not given. */
  readonly noise?: number;
}

/** A phase with all that its recipe says. */
export interface LaidPhase extends Pick<Phase, "name" | "steps" | "losses" | "trains" | "frozen" | "from"> {
  /** Its number, from 0. */
  readonly index: number;
  /** Steps of the phases before it. */
  readonly before: number;
  readonly optimiser: Choice;
  readonly schedule: Choice;
}

type PhasedRecipe = Pick<Recipe, "steps" | "optimiser" | "schedule" | "phases">;

/** The phases of a recipe, one after the other; of one that names none, the one that it is. */
export function phasesOf({ steps, optimiser, schedule, phases }: PhasedRecipe): readonly LaidPhase[] {
  let before = 0;
  return (phases ?? [{ name: "training", steps }]).map((phase, index) => {
    const laid = { optimiser, schedule, ...phase, index, before };
    before += phase.steps;
    return laid;
  });
}

/** The weights of other studies that phases begin from: what each is called, and its SHA-256. */
export const broughtWeights = (recipe: PhasedRecipe): readonly (readonly [trial: string, file: string])[] =>
  phasesOf(recipe).flatMap(({ from }) => (from?.file === undefined ? [] : [[from.trial, from.file] as const]));

/** The phase that a step belongs to, from 1; of steps past the end the last. */
export const phaseAt = (recipe: PhasedRecipe, step: number): LaidPhase =>
  phasesOf(recipe).find(({ before, steps }) => step <= before + steps) ?? phasesOf(recipe).at(-1)!;

/** What of a network a phase works on. Throws StudioError "BadInput" for a loss of an output that the network does not have. */
export function learningOf(network: Network, phase: Pick<Phase, "losses" | "trains" | "frozen">): Learning {
  const { trains, frozen } = phase;
  return {
    outputs: lossesOf(network, phase).map(({ output }) => output),
    ...(trains && { trains }),
    ...(frozen && { frozen }),
  };
}

/** The losses of a phase that count. Throws StudioError "BadInput" for a loss of an output that the network does not have, or for none. */
export function lossesOf({ outputs }: Network, { losses }: Pick<Phase, "losses">): readonly OutputLoss[] {
  const named = losses ?? outputs.map(({ name, weight }) => ({ output: name, weight }));
  for (const { output } of named)
    if (!outputs.some(({ name }) => name === output))
      throw new StudioError(
        "BadInput",
        `A phase has a loss of the output "${output}"; this network has ${outputs.map(({ name }) => `"${name}"`).join(", ")}.`,
      );
  const counting = named.filter(({ weight }) => weight > 0);
  if (counting.length === 0) throw new StudioError("BadInput", "A phase needs a loss that counts: a weight above 0.");
  return counting;
}

/** The output that a phase is judged by while it lasts: the main one where it learns, else the one whose loss counts most. */
export function watchedOutput(network: Network, phase: Pick<Phase, "losses">): string {
  const losses = lossesOf(network, phase);
  const main = losses.find(({ output }) => output === MAIN);
  return (main ?? losses.toSorted((one, other) => other.weight - one.weight)[0]!).output;
}

/** Phases in the same proportions over another number of steps, each of one step at least. */
export function phasesOver(phases: readonly Phase[], steps: number): readonly Phase[] {
  const whole = phases.reduce((sum, phase) => sum + phase.steps, 0);
  let [done, given] = [0, 0];
  return phases.map((phase, index) => {
    done += phase.steps;
    const left = phases.length - 1 - index;
    const until = left === 0 ? steps : Math.round((done / whole) * steps);
    const own = Math.max(1, Math.min(until, steps - left) - given);
    given += own;
    return { ...phase, steps: own };
  });
}

/** A recipe whose phases have as many steps as it has itself. */
export function fitPhases(recipe: Recipe): Recipe {
  const { phases, steps } = recipe;
  if (!phases || phases.reduce((sum, phase) => sum + phase.steps, 0) === steps) return recipe;
  return { ...recipe, phases: phasesOver(phases, steps) };
}

/** A recipe as a baseline takes it: without phases where one has a loss of an output that the network lacks, all of them trained on end. */
export const withoutForeignPhases = (recipe: Recipe, { outputs }: Network): Recipe =>
  recipe.phases?.some(({ losses = [] }) => losses.some(({ output }) => !outputs.some(({ name }) => name === output)))
    ? withPhases(recipe, [])
    : recipe;

/** A recipe whose last phase is all of it, beginning with weights of an earlier trial. */
export function continuedFrom(recipe: Recipe, from: Beginning): Recipe {
  const last = recipe.phases?.at(-1) ?? { name: phasesOf(recipe)[0]!.name };
  return withPhases(recipe, [{ ...last, steps: recipe.steps, from }]);
}

/** A recipe with other phases: its steps are theirs; without any it keeps its number of steps. */
export function withPhases(recipe: Recipe, phases: readonly Phase[]): Recipe {
  const { phases: held, ...rest } = recipe;
  if (phases.length === 0) return held ? rest : recipe;
  return { ...rest, steps: phases.reduce((sum, { steps }) => sum + steps, 0), phases };
}
