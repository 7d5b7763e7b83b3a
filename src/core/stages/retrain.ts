import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";
import type { Choice } from "../options.ts";
import { createRandom } from "../random.ts";
import type { Recipe } from "../space/recipe.ts";
import { choiceSchema, recipeChangeSchema } from "../space/recipeSchema.ts";
import { genotypeOf, isShared } from "../study/architecture.ts";
import { bestTrial } from "../study/ranking.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import { sourceOf, trialsOf } from "../study/trials.ts";
import { askedOf, askedNetwork, networkKey, numbered, type Asked, type AskingRun } from "./asked.ts";
import { changedRecipe, changedSteps } from "./changedRecipe.ts";
import { chosenSource, chosenSourceSchema, type ChosenSource } from "./chosenSource.ts";
import { defineStageKind, fieldOf } from "./stageKind.ts";

/**
 * One trial trained again from fresh weights: all else equal, to see how much of a score is luck (spec 1.7); by a changed recipe,
 * such as on larger patches, to see what carries over (spec 3.6); beside others that are trained alike, to see what it is worth.
 */
export interface RetrainStage {
  readonly kind: "retrain";
  readonly source: ChosenSource;
  readonly times: number;
  /** What is changed in the recipe of the source. The network is decoded anew for another patch. */
  readonly recipe?: Partial<Recipe>;
  /** Networks of the catalog trained alike, as often as the source. */
  readonly baselines?: readonly Choice[];
  /** Random members of the source's space trained alike, once each. */
  readonly controls?: number;
  /** Parts that the source is trained without, as often as with: ids of its space's ablations. */
  readonly without?: readonly string[];
}

const count = z.number().int().min(0);

const schema = z.strictObject({
  kind: z.literal("retrain"),
  source: chosenSourceSchema,
  times: count,
  recipe: recipeChangeSchema.exactOptional(),
  baselines: z.array(choiceSchema).exactOptional(),
  controls: count.exactOptional(),
  without: z.array(z.string()).exactOptional(),
});
true satisfies Same<z.output<typeof schema>, RetrainStage>;

export default defineStageKind<RetrainStage>({
  kind: "retrain",
  schema,
  gives: "trainings",
  takes: ["candidates", "sharedCandidates"],
  fields: {
    count: fieldOf("times"),
    controls: fieldOf("controls"),
    without: fieldOf("without"),
    baselines: fieldOf("baselines"),
    steps: changedSteps,
  },

  ...chosenSource,
  ...changedRecipe,
  size: ({ times, controls = 0, without = [] }) => times * (1 + without.length) + controls,
  resized: (stage, size) => ({ ...stage, times: timesOf(stage, size) }),
  baselines: ({ baselines = [], times }) => baselines.length * times,
  isComparison: hasComparison,
  judged(study, index, stage) {
    const source = sourceOf(study, index);
    // What was found with shared weights has no score of its own to be held against.
    return hasComparison(stage) || (source && isShared(source)) ? "comparison" : "luck";
  },

  next: (study, index, stage, run) =>
    nextAgain(study, index, stage) ??
    nextAblated(study, index, stage, run) ??
    nextBaseline(study, index, stage, run) ??
    nextControl(study, index, stage, run),
  best: (study, index) => bestTrial(study, { stage: index, kinds: ["retrained"] }),
  alike: sourceOf,
  seconds: ({ times, controls = 0, baselines = [], without = [] }, recipe, costs) =>
    recipe ? costs.trainings(controls + (1 + baselines.length + without.length) * times, recipe) : 0,
});

/** How often each is trained where a stage has so many candidates in all. */
const timesOf = ({ controls = 0, without = [] }: RetrainStage, size: number): number =>
  Math.max(0, Math.round((size - controls) / (1 + without.length)));

function hasComparison({ recipe, baselines = [], controls = 0, without = [] }: RetrainStage): boolean {
  return recipe !== undefined || baselines.length + without.length + controls > 0;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** The source again and again, then the baselines as often, then random members: all by one recipe. */
function nextAgain(study: Study, index: number, { times, recipe }: RetrainStage): Asked | null {
  const asked = askedOf(study, index, "retrained");
  if (asked >= times) return null;
  const source = sourceOf(study, index)!;
  const patch = recipe?.patch;
  const share = recipe?.trainingShare;
  const how = recipe
    ? `by the recipe of this stage${patch ? `, on patches of ${patch[2]} px` : ""}${share === undefined ? "" : `, on ${percent(share)} of the training data`}`
    : "the same network, training numbers and data order";
  return {
    architecture: { kind: "retrained", trial: source.id },
    key: `${source.key}/retrained${patch ? `/${patch.join("x")}` : ""}`,
    reason: { text: `Trial ${source.label} again from fresh weights, ${asked + 1} of ${times}: ${how}.` },
    label: `${source.label}${patch ? ` at ${patch[2]} px` : share === undefined ? " again" : ` on ${percent(share)}`} ${asked + 1}`,
    isPinned: false,
  };
}

/** Of networks that are trained so many times each, the first that was asked for fewer times, and how often; equal ones are as many. */
function firstShort(
  study: Study,
  index: number,
  keys: readonly string[],
  times: number,
): { readonly at: number; readonly asked: number } | null {
  const { keyed } = study.trials.stage(index);
  for (const [at, key] of keys.entries()) {
    const before = times * keys.slice(0, at).filter((other) => other === key).length;
    const asked = keyed.get(key).length - before;
    if (asked < times) return { at, asked };
  }
  return null;
}

/** The source without each of the parts, as often as with it. */
function nextAblated(
  study: Study,
  index: number,
  { without = [], times }: RetrainStage,
  { catalog, resolver }: AskingRun,
): Asked | null {
  const source = sourceOf(study, index)!;
  const keyOf = (part: string) => `ablated:${source.id}:${part}`;
  const short = firstShort(study, index, without.map(keyOf), times);
  if (!short) return null;
  const part = without[short.at]!;
  const { ablations = [] } = catalog.space(resolver.space(study, index).id);
  const label = ablations.find(({ id }) => id === part)?.label ?? `without ${part}`;
  return {
    architecture: { kind: "ablated", trial: source.id, without: part },
    key: keyOf(part),
    reason: {
      text: `Trial ${source.label} ${label}, trained alike, ${short.asked + 1} of ${times}: what that part is worth.`,
    },
    label: numbered(`${source.label} ${label}`, study),
    isPinned: false,
  };
}

function nextBaseline(
  study: Study,
  index: number,
  { baselines = [], times }: RetrainStage,
  run: AskingRun,
): Asked | null {
  const short = firstShort(study, index, baselines.map(networkKey), times);
  if (!short) return null;
  return {
    ...askedNetwork(baselines[short.at]!, study, run, baselines),
    reason: { text: `A baseline, trained alike, ${short.asked + 1} of ${times}.` },
    isPinned: false,
  };
}

/** A random member that was scored with shared weights: trained by itself, it tells what those scores are worth. */
const isProbe = ({ architecture }: Trial): boolean => architecture.kind === "probe";

function nextControl(
  study: Study,
  index: number,
  { controls = 0 }: RetrainStage,
  { resolver }: AskingRun,
): Asked | null {
  const asked = askedOf(study, index, "control");
  if (asked >= controls) return null;
  const space = resolver.space(study, index);
  const probe = trialsOf(study, sourceOf(study, index)!.stage).filter(isProbe)[asked];
  const genotype = probe
    ? genotypeOf(probe)
    : space.views.random.sample(createRandom(study.spec.seed, "controls", index, asked));
  return {
    architecture: { kind: "control", genotype },
    key: space.key(genotype),
    reason: {
      text: `A random member of the space, trained alike, ${asked + 1} of ${controls}: what the search has to beat.`,
    },
    label: numbered("Random", study),
    isPinned: false,
  };
}
