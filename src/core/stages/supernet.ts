import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";
import { StudioError } from "../errors.ts";
import { initialValues, withOption, type OptionValue } from "../options.ts";
import { inEpochs } from "../space/schedule.ts";
import { choiceSchema, recipeSchema } from "../space/recipeSchema.ts";
import { createRandom } from "../random.ts";
import { roleOf, type ArchitectureKind } from "../study/architecture.ts";
import { bestTrial } from "../study/ranking.ts";
import { epochsOf, type SharedSearch, type SharedTargets } from "../study/sharedSearch.ts";
import { spaceSchema } from "../study/spec.ts";
import type { Study } from "../study/study.ts";
import { hasEnded, type Trial } from "../study/trial.ts";
import { trialsOf } from "../study/trials.ts";
import { numbered, type Asked, type AskingRun } from "./asked.ts";
import { defineStageKind, fieldOf } from "./stageKind.ts";

/** One set of weights for all members of a space, and a policy that learns to propose by what they score with it (spec 3). */
export interface SupernetStage extends SharedSearch {
  readonly kind: "supernet";
  /** How many of the best members become trials, scored with the shared weights on the whole validation part. */
  readonly keep: number;
  /** Random members that are scored with the shared weights too. A retraining trains them as its controls, which tells what such scores are worth. */
  readonly probes?: number;
}

const count = z.number().int().min(0);

const schema = z.strictObject({
  kind: z.literal("supernet"),
  space: spaceSchema,
  controller: choiceSchema,
  recipe: recipeSchema,
  warmUp: count,
  updates: count,
  reward: z.string(),
  samples: count,
  memoryCap: z.number().min(0),
  keep: count,
  probes: count.exactOptional(),
  targets: z.strictObject({ loss: z.number().exactOptional(), reward: z.number().exactOptional() }).exactOptional(),
});
true satisfies Same<z.output<typeof schema>, SupernetStage>;

export default defineStageKind<SupernetStage>({
  kind: "supernet",
  schema,
  gives: "sharedCandidates",
  fields: {
    epochs: (stage, { value }, catalog) => ({
      ...stage,
      recipe: inEpochs(stage.recipe, Number(value), stage.recipe.evaluateEvery, catalog),
    }),
    stepsPerEpoch: (stage, { value }, catalog) => ({
      ...stage,
      recipe: inEpochs(stage.recipe, epochsOf(stage.recipe), Number(value), catalog),
    }),
    warmUp: fieldOf("warmUp"),
    updates: fieldOf("updates"),
    keep: fieldOf("keep"),
    probes: fieldOf("probes"),
    /** Of the loss or the reward; 0 names none. */
    target: (stage, { of, value }) => ({
      ...stage,
      targets: withTarget(stage.targets ?? {}, String(of), Number(value)),
    }),
    reward: fieldOf("reward"),
    samples: (stage, { value }) => ({ ...stage, samples: Number(value), keep: Math.min(stage.keep, Number(value)) }),
    option: (stage, { of, value }) => ({
      ...stage,
      controller: withOption(stage.controller, String(of), value as OptionValue),
    }),
  },

  size: ({ keep, probes = 0 }) => 1 + keep + probes,
  beginning: (stage) => stage,
  withBeginning: (stage, change) => ({ ...stage, ...change }),
  onSpace: (stage, space, catalog) => (catalog.space(space.id).sharesWeights ? { ...stage, space } : null),
  brief: () => "shared weights",
  recipe: ({ recipe }) => recipe,

  settle: () => [],
  next: (study, index, stage, run) => {
    const supernet = supernetOf(study, index);
    if (!supernet) return sharedWeights(study, stage, run);
    return nextMember(study, index, stage, supernet, run) ?? nextProbe(study, index, stage, supernet, run);
  },
  planned(study, index, stage) {
    const supernet = supernetOf(study, index);
    if (!supernet || !hasEnded(supernet)) return 1 + stage.keep + probesOf(stage);
    return 1 + toScore(stage, supernet);
  },
  best: (study, index) => bestTrial(study, { stage: index, kinds: ["derived"] }),
  origin: (_, __, stage) => ({ ...stage, change: {} }),
  keeps(study, index, stage) {
    const supernet = supernetOf(study, index);
    if (supernet?.status !== "finished") return [];
    const scored = trialsOf(study, index).filter((trial) => trial.id !== supernet.id && hasEnded(trial)).length;
    return scored < toScore(stage, supernet) ? [supernet.id] : [];
  },
  seconds(stage, _, { catalog, shared }) {
    const { options } = catalog.strategy(stage.controller.id);
    return shared(stage, Number({ ...initialValues(options), ...stage.controller.options }.batch));
  },
});

/** The trial that holds the shared weights of a stage; undefined before it is asked for. */
export const supernetOf = (study: Study, stage: number): Trial | undefined =>
  study.trials
    .pick([study.trials.stage(stage).ids.get(0) ?? -1])
    .find(({ architecture }) => roleOf(architecture).work === "share");

/** How the shared weights of a stage are searched. Throws StudioError "BadStudyFile" for a stage that has none. */
export function sharedSearchOf(study: Study, stage: number): SupernetStage {
  const spec = study.spec.stages[stage];
  if (spec?.kind === "supernet") return spec;
  throw new StudioError("BadStudyFile", `Stage ${stage + 1} has no shared weights.`);
}

/** What the learnt policy proposed, the best first. */
const membersOf = (supernet: Trial) => (supernet.status === "finished" ? (supernet.shared?.members ?? []) : []);

const withTarget = (held: SharedTargets, name: string, value: number): SharedTargets =>
  Object.fromEntries(Object.entries({ ...held, [name]: value }).filter(([, target]) => target > 0));

const probesOf = ({ probes = 0 }: SupernetStage): number => probes;

/** How many members are scored with shared weights that are there; none with those that failed. */
const toScore = (stage: SupernetStage, supernet: Trial): number =>
  supernet.status === "finished" ? Math.min(stage.keep, membersOf(supernet).length) + probesOf(stage) : 0;

function sharedWeights(
  study: Study,
  { recipe, warmUp, updates, reward }: SupernetStage,
  { catalog }: AskingRun,
): Asked {
  const waits = warmUp > 0 ? ` but the first ${warmUp}` : "";
  const text = `One set of weights for all networks of the space, ${epochsOf(recipe)} epochs; after each${waits} the controller learns from ${updates} updates, rewarded with ${catalog.metricLabel(reward)} on batches of the validation part.`;
  return {
    architecture: { kind: "supernet" },
    key: "supernet",
    reason: { text },
    label: numbered("Shared weights", study),
    isPinned: false,
  };
}

/** The best members that the policy proposes, to be scored with the shared weights. */
function nextMember(
  study: Study,
  index: number,
  { keep }: SupernetStage,
  supernet: Trial,
  { resolver }: AskingRun,
): Asked | null {
  const members = membersOf(supernet);
  const asked = askedOf(study, index, "derived");
  const member = members[asked];
  if (!member || asked >= keep) return null;
  const text = `Number ${asked + 1} of ${members.length} distinct networks that the controller proposed: reward ${member.reward.toFixed(3)} with the shared weights. It was not trained by itself; its scores only say what to retrain.`;
  return {
    architecture: { kind: "derived", genotype: member.genotype },
    key: resolver.space(study, index).key(member.genotype),
    reason: { text, numbers: { reward: member.reward } },
    label: numbered("Derived", study),
    isPinned: false,
  };
}

/** Random members, scored with the shared weights once those that the policy proposed are. */
function nextProbe(
  study: Study,
  index: number,
  stage: SupernetStage,
  supernet: Trial,
  { resolver }: AskingRun,
): Asked | null {
  const asked = askedOf(study, index, "probe");
  if (supernet.status !== "finished" || asked >= probesOf(stage)) return null;
  const space = resolver.space(study, index);
  const genotype = space.views.random.sample(createRandom(study.spec.seed, "probes", index, asked));
  return {
    architecture: { kind: "probe", genotype },
    key: space.key(genotype),
    reason: {
      text: `A random member, ${asked + 1} of ${probesOf(stage)}, scored with the shared weights: trained by itself as well, it tells whether such scores rank networks.`,
    },
    label: numbered("Probe", study),
    isPinned: false,
  };
}

const askedOf = ({ trials }: Study, index: number, kind: ArchitectureKind): number =>
  trials.stage(index).kinds.get(kind) ?? 0;
