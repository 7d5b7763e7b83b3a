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
import type { Rejection, SampledMember, SpaceQuestion, WhatIf } from "./studioApi.ts";

/** Draws members of a space without training any and tells what they would cost. */
export function askWhatIf(question: SpaceQuestion): WhatIf {
  const began = performance.now();
  const space = bind(question);
  const { costlyRanges } = spaces.get(question.spaceId);
  const rejections = new Map<Rejection["kind"], Omit<Rejection, "share"> & { readonly count: number }>();
  const reject = (kind: Rejection["kind"], range: string, count = 1) =>
    rejections.set(kind, { kind, range, because: REASONS[kind], count: (rejections.get(kind)?.count ?? 0) + count });
  const costs: Cost[] = [];
  const members: DescribedMember[] = [];
  for (let sample = 0; sample < question.samples; sample++) {
    const genotype = draw(space, createRandom(question.seed, "what-if", sample));
    const decoded = space.decode(genotype);
    if ("illegal" in decoded) reject(decoded.illegal.kind, decoded.illegal.range ?? "");
    else {
      costs.push(costOf(decoded.network, { patch: decoded.patch ?? question.task.patch, batch: question.batch }));
      members.push({ key: space.key(genotype), facts: space.facts(genotype) });
    }
  }
  const overCap = costs.filter(({ trainingBytes }) => trainingBytes > question.memoryCap).length;
  if (overCap > 0) reject("memory", costlyRanges, overCap);
  const rejected = [...rejections.values()].map(({ count, ...rest }) => ({ ...rest, share: count / question.samples }));
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

/** What a panel says of each kind of rejection. */
const REASONS: Readonly<Record<Rejection["kind"], string>> = {
  memory: "over the memory cap",
  extent: "size cannot be halved so often",
  size: "output too small",
  structure: "illegal block",
};

function bind({ spaceId, settings, task }: SpaceQuestion): SearchSpace {
  const definition = spaces.get(spaceId);
  return definition.bind(definition.parseSettings(settings), task);
}

/** As the search would draw it first: by the hierarchy where there is one. */
function draw(space: SearchSpace, random: Random): Genotype {
  return space.views.tree ? drawTree(space.views.tree, random).genotype : space.views.random.sample(random);
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
