import { createRandom } from "../random.ts";
import { minimised } from "../space/objective.ts";
import { proposalSpace } from "../space/space.ts";
import { candidatesOf, trialsOf } from "./stages.ts";
import type { Told } from "../strategy/strategy.ts";
import { endedTrials, type Study } from "../study/study.ts";
import { type SearchStage } from "../study/spec.ts";
import { evaluationOf, type EndedTrial } from "../study/trial.ts";
import { networkArchitecture, numbered, type Asked, type AskingParts } from "./asked.ts";

/** Baselines first, then what the strategy proposes, as long as it does not wait for trials that are still training. */
export function createSearchAsking(
  { catalog, resolver }: AskingParts,
  limit: number,
): (study: Study, index: number, stage: SearchStage) => Asked | null {
  /** What the strategies remember, by stage. */
  const memories = new Map<number, { readonly told: number; readonly memory: unknown }>();
  let askedInThisRun = 0;

  /** Strategies are told every ended candidate of their stage once, in the order in which they ended. */
  function memory(study: Study, index: number, stage: SearchStage): unknown {
    const strategy = catalog.strategy(stage.strategy.id);
    const candidates = candidatesOf(study, index).map(({ id }) => id);
    const ended = endedTrials(study).filter((trial) => trial.stage === index && trial.architecture.kind === "genotype");
    let { told, memory } = memories.get(index) ?? { told: 0, memory: strategy.begin() };
    for (const trial of ended.slice(told))
      memory = strategy.tell(memory, toldOf(trial, candidates.indexOf(trial.id), stage));
    told = ended.length;
    memories.set(index, { told, memory });
    return memory;
  }

  function nextBaseline(study: Study, index: number, { baselines }: SearchStage): Asked | null {
    const asked = trialsOf(study, index).filter(({ architecture }) => architecture.kind === "network").length;
    const network = baselines[asked];
    if (!network) return null;
    return {
      ...networkArchitecture(network),
      reason: { text: "The baseline, trained like every candidate." },
      label: numbered(catalog.networkLabel(network), study),
    };
  }

  function nextProposal(study: Study, index: number, stage: SearchStage): Asked | null {
    const candidates = candidatesOf(study, index);
    if (candidates.length >= stage.trials || askedInThisRun >= limit) return null;
    const space = resolver.space(study, index);
    const proposal = catalog.strategy(stage.strategy.id).ask(memory(study, index, stage), {
      space: proposalSpace(space),
      options: stage.strategy.options,
      random: createRandom(study.spec.seed, "proposals", index, candidates.length),
      shared: createRandom(study.spec.seed, "shared", index),
      proposed: candidates.map(({ architecture }) => (architecture.kind === "genotype" ? architecture.genotype : null)),
      budget: stage.trials,
    });
    if (!proposal) return null;
    askedInThisRun++;
    const number = String(candidates.length + 1);
    return {
      architecture: { kind: "genotype", genotype: proposal.genotype },
      key: space.key(proposal.genotype),
      reason: proposal.reason,
      label: index === 0 ? number : `${index + 1}.${number}`,
    };
  }

  return (study, index, stage) => nextBaseline(study, index, stage) ?? nextProposal(study, index, stage);
}

function toldOf(trial: EndedTrial, index: number, stage: SearchStage): Told {
  const evaluation = evaluationOf(trial);
  const genotype = trial.architecture.kind === "genotype" ? trial.architecture.genotype : null;
  return {
    index,
    genotype,
    status: trial.status,
    value: evaluation && minimised(stage.objective, evaluation.scores),
  };
}
