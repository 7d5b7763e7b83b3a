import { planCatalog } from "../catalog/planCatalog.ts";
import { meanOf } from "../core/statistics.ts";
import type { SharedEpoch } from "../core/study/sharedSearch.ts";
import type { DecisionStep } from "../core/space/space.ts";
import { sharedSearchOf, supernetOf } from "../core/stages/supernet.ts";
import type { Study } from "../core/study/study.ts";

/** One choice of a controller, and how likely each alternative was at the end of each epoch. */
export interface HeatSlot {
  /** Such as "down"; "skip" for a gate. */
  readonly group: string;
  /** Such as "cell 1 op 2". */
  readonly name: string;
  readonly alternatives: readonly string[];
  /** Of each alternative, by epoch. */
  readonly probabilities: readonly (readonly number[])[];
}

/** The choices of a supernet's stage in the order in which they are made; empty before the first epoch has ended. */
export function heatSlots(study: Study, stage: number): readonly HeatSlot[] {
  const epochs = supernetOf(study, stage)?.shared?.epochs ?? [];
  if (epochs.length === 0) return [];
  const spec = sharedSearchOf(study, stage);
  const { decisions } = planCatalog.bind(spec.space, {
    channels: 1,
    classes: study.spec.task.classes.length,
    patch: spec.recipe.patch,
  }).views;
  const steps = (decisions?.steps ?? []).filter((step) => step.kind !== "node");
  return steps.map((step, choice) => {
    const alternatives = alternativesOf(step, decisions!.vocabularies);
    return {
      ...nameOf(step.name),
      alternatives,
      probabilities: alternatives.map((_, index) =>
        epochs.map(({ probabilities }) => probabilities[choice]?.[index] ?? 0),
      ),
    };
  });
}

function alternativesOf(
  step: Exclude<DecisionStep, { kind: "node" }>,
  vocabularies: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  switch (step.kind) {
    case "choice":
      return step.words.map((word) => vocabularies[step.vocabulary]![word]!);
    case "pointer":
      return step.nodes.map((node) => spaced(node.slice(node.indexOf("/") + 1)));
    case "gate":
      return ["off", "on"];
    default:
      return step satisfies never;
  }
}

/** "down/cell0/op1" is op 1 of cell 1 of the down layer; numbers of cells count from 1 for people. */
function nameOf(name: string): Pick<HeatSlot, "group" | "name"> {
  const [group, cell, part] = name.split("/");
  return part ? { group: group!, name: `${spaced(cell!)} ${spaced(part, 0)}` } : { group: "skip", name: spaced(name) };
}

const spaced = (word: string, add = 1): string => word.replace(/(\d+)$/, (number) => ` ${Number(number) + add}`);

/** Of one epoch: its rewards from lowest to highest, their mean, the baseline, and the entropy as a share of that of uniform choices. */
export interface LearningPoint {
  readonly epoch: number;
  readonly range: readonly [number, number];
  readonly mean: number;
  readonly baseline: number | null;
  readonly entropy: number;
}

export const learningPoints = (epochs: readonly SharedEpoch[]): readonly LearningPoint[] =>
  epochs.map(({ epoch, rewards, baseline, entropy, uniformEntropy }) => ({
    epoch,
    range: rewards.length > 0 ? [Math.min(...rewards), Math.max(...rewards)] : [0, 0],
    mean: meanOf(rewards),
    baseline,
    entropy: uniformEntropy > 0 ? entropy / uniformEntropy : 0,
  }));
