import { DEFAULT_OBJECTIVE } from "../catalog/metrics/index.ts";
import { spaces } from "../catalog/spaces/index.ts";
import { chance } from "../catalog/strategies/described.ts";
import { StudioError } from "../core/errors.ts";
import { analyse } from "../core/network/analysis.ts";
import type { Network } from "../core/network/network.ts";
import { weightPathsOf } from "../core/network/weightGlobs.ts";
import { withPhases } from "../core/space/phases.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { originOf } from "../core/stages/origin.ts";
import type { SearchStage } from "../core/stages/search.ts";
import { catalogNetworkOf, genotypeOf, isNetwork, repeatOf } from "../core/study/architecture.ts";
import type { Study } from "../core/study/study.ts";
import type { Trial } from "../core/study/trial.ts";
import { hashOf } from "../storage/hashOf.ts";
import { openStudyFolder } from "../storage/studyFolder.ts";
import { keptWeights } from "../worker/artifacts.ts";
import { trainingOf } from "../worker/session.ts";
import { findTrial } from "./findTrial.ts";
import type { Output } from "./output.ts";
import { readMemoryCap, readRecipe, type RecipeFlags } from "./spec.ts";
import { peekStudy } from "./studyOnDisk.ts";

/** One network that is to be trained, as the stage of a study. */
export interface PlannedTraining {
  readonly name: string;
  readonly stage: SearchStage;
  /** Weights of another study that the new one has to keep, as its recipe begins with them. */
  readonly weights: Uint8Array<ArrayBuffer> | null;
}

/** A search that proposes nothing. */
export function trainingStage({ recipe, memoryCap }: Pick<SearchStage, "recipe" | "memoryCap">): SearchStage {
  const [space] = spaces.list;
  return {
    kind: "search",
    space: { id: space!.id, settings: space!.presets[0]!.settings },
    strategy: { id: chance.id, options: {} },
    recipe,
    trials: 0,
    objective: DEFAULT_OBJECTIVE,
    memoryCap,
    baselines: [],
  };
}

export interface FineTuningFlags extends RecipeFlags {
  readonly network?: string;
  readonly set?: readonly string[];
  readonly trial?: string;
  readonly freeze?: readonly string[];
  readonly memoryCap?: number;
}

/**
 * A trial of another study, trained on from its weights, by its own recipe where none is named. Throws StudioError "BadInput" for flags
 * that name another network, for patterns that name no weights and for what is no network, "NotFound" where its weights were not kept.
 */
export async function fineTuning(
  file: string,
  flags: FineTuningFlags,
  output: Pick<Output, "note">,
): Promise<PlannedTraining> {
  if (flags.network !== undefined || flags.set !== undefined)
    throw new StudioError(
      "BadInput",
      `--${flags.network === undefined ? "set" : "network"} is about a network from fresh weights; --from ${file} brings its own.`,
    );
  const { study, files } = await peekStudy(file);
  const trial = findTrial(study, flags.trial ?? "best");
  if (!isNetwork(trial))
    throw new StudioError(
      "BadInput",
      `Trial ${trial.label} is no single network that can be trained; choose another by --trial.`,
    );
  const { network, recipe: own } = trainingOf(study, trial);
  const weights = await keptWeights(openStudyFolder(files, ""), trial.id, trial.label);
  const frozen = frozenPaths(network, own, flags.freeze);
  const recipe = await readRecipe(flags, withPhases(own, []));
  const from = { trial: `trial ${trial.label} of ${study.spec.name}`, file: hashOf(weights), paths: { "": "" } };
  const { steps } = recipe;
  const phase = { name: "fine-tuning", steps, from, ...(frozen && { frozen }) };
  output.note(
    `Begins with the weights of ${from.trial}${frozen ? `; ${frozen.length} of its layers stay as they are` : ""}.`,
  );
  const stage = trainingStage({
    recipe: withPhases(recipe, [phase]),
    memoryCap: readMemoryCap({ ...flags, workers: 1 }),
  });
  return {
    name: `Trial ${trial.label} of ${study.spec.name}`,
    stage: { ...stage, ...networkOf(study, trial) },
    weights,
  };
}

function frozenPaths(network: Network, { patch }: Recipe, patterns?: readonly string[]): readonly string[] | null {
  if (!patterns) return null;
  const spatial = network.dimension === 2 ? patch.slice(1) : patch;
  return weightPathsOf(analyse(network, { spatial, channels: 1 }), patterns);
}

/** What of a stage says which network a trial is: of a repeat, or of a training that was searched, the one behind it. */
function networkOf(
  study: Study,
  trial: Trial,
): Pick<SearchStage, "baselines"> | Pick<SearchStage, "space" | "given" | "trials"> {
  const { space, base } = originOf(study, trial.stage);
  const behind = study.trials.at(repeatOf(trial) ?? base?.id ?? trial.id);
  if (behind && behind.id !== trial.id) return networkOf(study, behind);
  const network = catalogNetworkOf(trial);
  if (network) return { baselines: [network] };
  const genotype = genotypeOf(trial);
  if (genotype !== null) return { space, given: [genotype], trials: 1 };
  throw new StudioError(
    "BadInput",
    `Trial ${trial.label} is built on another trial of its study, so that it cannot be brought to a new one; choose another by --trial.`,
  );
}
