import { kindOf } from "../core/stages/index.ts";
import { spaces } from "../catalog/spaces/index.ts";
import { drawTree } from "../catalog/strategies/hierarchicalRandom.ts";
import { createRandom, type Random } from "../core/random.ts";
import { diversityOf, type DescribedMember } from "../core/judging/diversity.ts";
import { costOf } from "../core/stages/cost.ts";
import type { Genotype, SearchSpace } from "../core/space/space.ts";
import { meanStep, type StepCost } from "../core/run/device.ts";
import type { StudySpec } from "../core/study/spec.ts";
import type { Cost } from "../core/study/trial.ts";
import type { SampledMember, SpaceQuestion, WhatIf } from "./studioApi.ts";

/** Draws members of a space without training any and tells what they would cost. */
export function askWhatIf(question: SpaceQuestion): WhatIf {
  const began = performance.now();
  const space = bind(question);
  const { costlyRanges } = spaces.get(question.spaceId);
  const rejections = new Map<string, number>();
  const costs: Cost[] = [];
  const members: DescribedMember[] = [];
  for (let sample = 0; sample < question.samples; sample++) {
    const genotype = draw(space, createRandom(question.seed, "what-if", sample));
    const cost = costOrReason(space, genotype, question);
    if (typeof cost === "string") rejections.set(cost, (rejections.get(cost) ?? 0) + 1);
    else {
      costs.push(cost);
      members.push({ key: space.key(genotype), facts: space.facts(genotype) });
    }
  }
  const overCap = costs.filter(({ trainingBytes }) => trainingBytes > question.memoryCap).length;
  if (overCap > 0) rejections.set(OVER_CAP, overCap);
  const rejected = [...rejections].map(([because, count]) => ({
    because,
    range: because === OVER_CAP ? costlyRanges : (RANGES[because] ?? ""),
    share: count / question.samples,
  }));
  const networks = space.networks?.();
  return {
    count: space.count(),
    ...(networks !== undefined && { networks }),
    samples: question.samples,
    costs,
    legalShare: legalShareOf(space, costs.length / question.samples),
    diversity: diversityOf(members),
    rejected: rejected.sort((a, b) => b.share - a.share),
    milliseconds: performance.now() - began,
  };
}

function legalShareOf(space: SearchSpace, sampled: number): WhatIf["legalShare"] {
  const exact = space.legalShare?.();
  return exact === undefined ? { share: sampled, isExact: false } : { share: exact, isExact: true };
}

const OVER_CAP = "over the memory cap";
const ODD = "size cannot be halved so often";
const TOO_SMALL = "output too small";
const UNCONNECTED = "illegal block";

/** Which range of the editor is to blame for a rejection. */
const RANGES: Readonly<Record<string, string>> = {
  [UNCONNECTED]: "operations",
  [ODD]: "blocks",
  [TOO_SMALL]: "blocks, width",
};

function bind({ spaceId, settings, task }: SpaceQuestion): SearchSpace {
  const definition = spaces.get(spaceId);
  return definition.bind(definition.parseSettings(settings), task);
}

/** As the search would draw it first: by the hierarchy where there is one. */
function draw(space: SearchSpace, random: Random): Genotype {
  return space.views.tree ? drawTree(space.views.tree, random).genotype : space.views.random.sample(random);
}

function costOrReason(space: SearchSpace, genotype: Genotype, { task, batch }: SpaceQuestion): Cost | string {
  const decoded = space.decode(genotype);
  if ("illegal" in decoded)
    return decoded.illegal.includes("block has no")
      ? UNCONNECTED
      : decoded.illegal.includes("halved")
        ? ODD
        : TOO_SMALL;
  return costOf(decoded.network, { patch: decoded.patch ?? task.patch, batch });
}

const SAMPLES = 30;

/** What a step of the planned search costs on the mean, which devices are compared by; undefined where no member of the space is legal. */
export function typicalStep({ stages, task, seed }: StudySpec): StepCost | undefined {
  const beginning = stages[0] && kindOf(stages[0]).beginning(stages[0]);
  if (!beginning) return undefined;
  const {
    space,
    recipe: { patch, batch },
    memoryCap,
  } = beginning;
  const { costs } = askWhatIf({
    spaceId: space.id,
    settings: space.settings,
    task: { channels: 1, classes: task.classes.length, patch },
    batch,
    memoryCap,
    seed,
    samples: SAMPLES,
  });
  return meanStep(costs, batch);
}

/** Some legal members with their networks, for a gallery. */
export function sampleMembers(question: SpaceQuestion, count: number): readonly SampledMember[] {
  const space = bind(question);
  const members: SampledMember[] = [];
  for (let sample = 0; members.length < count && sample < count * 50; sample++) {
    const genotype = draw(space, createRandom(question.seed, "what-if", sample));
    const decoded = space.decode(genotype);
    if ("illegal" in decoded) continue;
    members.push({
      genotype,
      key: space.key(genotype),
      description: space.describe(genotype),
      network: decoded.network,
      cost: costOf(decoded.network, { patch: decoded.patch ?? question.task.patch, batch: question.batch }),
    });
  }
  return members;
}
