import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";
import { StudioError } from "../errors.ts";
import { withOption, type Choice, type OptionValue } from "../options.ts";
import { createRandom } from "../random.ts";
import { minimised, objectiveSchema, type Objective } from "../space/objective.ts";
import type { MetricId } from "../judging/scores.ts";
import type { Recipe } from "../space/recipe.ts";
import { choiceSchema, recipeSchema } from "../space/recipeSchema.ts";
import { proposalSpace, type Genotype, type SearchSpace } from "../space/space.ts";
import type { Proposal, Told } from "../strategy/strategy.ts";
import { genotypeOf, PROPOSED, roleOf } from "../study/architecture.ts";
import { bestTrial } from "../study/ranking.ts";
import { bestOfSchema, spaceSchema, type BestOf, type SpaceChoice } from "../study/spec.ts";
import type { Study } from "../study/study.ts";
import { evaluationOf, hasEnded, type EndedTrial } from "../study/trial.ts";
import { sourceOf } from "../study/trials.ts";
import { nothingFinished } from "../study/whyNoneFinished.ts";
import { onnxBaselineSchema, type OnnxBaseline } from "../study/onnxBaseline.ts";
import { askedFile, askedNetwork, askedOf, type Asked, type AskingRun } from "./asked.ts";
import { budgetOf, type PlanCatalog } from "./catalogParts.ts";
import { defineStageKind, fieldOf } from "./stageKind.ts";

/** Candidates from a space by a strategy, each trained by one recipe. */
export interface SearchStage {
  readonly kind: "search";
  /** Catalog id of the space and its settings (ranges). */
  readonly space: SpaceChoice;
  readonly strategy: Choice;
  /** How candidates are trained; a space that searches training begins with the recipe of its `base` instead. */
  readonly recipe: Recipe;
  readonly trials: number;
  /** What the strategy optimises. */
  readonly objective: Objective;
  /** Predicted bytes above which a candidate is turned down before it is built. */
  readonly memoryCap: number;
  /** Networks of the catalog trained first with the same recipe, pinned. */
  readonly baselines: readonly Choice[];
  /** Members of the space that are trained before the strategy proposes any; they count as proposals. */
  readonly given?: readonly Genotype[];
  /** Members that somebody put into the search: each is the next to be trained, unless the search has had it already. They count as proposals. */
  readonly queued?: readonly Genotype[];
  /** Networks of ONNX files, scored beside what is trained. */
  readonly onnxBaselines?: readonly OnnxBaseline[];
  /** The network whose training is searched, for a space that searches training. */
  readonly base?: BestOf;
  /**
   * What strategies know when they propose: where it is not given, all that ended until then, in the order in which it ended; with a
   * window of W, proposal n knows just those up to n - W, in the order in which they were asked for. Then proposals follow from seed
   * and results alone, however many machines train and whichever of them fail.
   */
  readonly order?: AskedOrder;
}

export interface AskedOrder {
  readonly by: "asked";
  readonly window: number;
}

const count = z.number().int().min(0);

const schema = z.strictObject({
  kind: z.literal("search"),
  space: spaceSchema,
  strategy: choiceSchema,
  recipe: recipeSchema,
  trials: count,
  objective: objectiveSchema,
  memoryCap: z.number().min(0),
  baselines: z.array(choiceSchema),
  given: z.array(z.unknown()).exactOptional(),
  queued: z.array(z.unknown()).exactOptional(),
  onnxBaselines: z.array(onnxBaselineSchema).exactOptional(),
  base: bestOfSchema.exactOptional(),
  order: z.strictObject({ by: z.literal("asked"), window: count.min(1) }).exactOptional(),
});
true satisfies Same<z.output<typeof schema>, SearchStage>;

/** Candidates by a strategy. With a `base` it searches how that network is trained (spec 1.7). */
export default defineStageKind<SearchStage>({
  kind: "search",
  schema,
  gives: "candidates",
  takes: ["candidates"],
  trainsTwinsOnce: true,
  fields: {
    count: (stage, { value }, catalog) => ({ ...stage, trials: budgetOf(catalog, stage.strategy, Number(value)) }),
    strategy: (stage, { value }, catalog) => withStrategy(stage, value as Choice, catalog),
    option: (stage, { of, value }, catalog) =>
      withStrategy(stage, withOption(stage.strategy, String(of), value as OptionValue), catalog),
    objective: (stage, { value }, catalog) => ({ ...stage, objective: catalog.objective(value as MetricId) }),
    baselines: fieldOf("baselines"),
    baselineOption: (stage, { of, value }) => ({
      ...stage,
      baselines: stage.baselines.map((network) => withOption(network, String(of), value as OptionValue)),
    }),
  },

  inputs: ({ base }) => (base ? [base.bestOf] : []),
  withInputs(stage, at) {
    if (!stage.base) return stage;
    const bestOf = at(stage.base.bestOf);
    return bestOf < 0 ? null : { ...stage, base: { bestOf } };
  },
  size: ({ trials }) => trials,
  resized: (stage, trials) => ({ ...stage, trials }),
  baselines: ({ baselines, onnxBaselines = [] }) => baselines.length + onnxBaselines.length,
  withBaseline: (stage, network) => ({ ...stage, baselines: [...stage.baselines, network] }),
  withMember: (stage, genotype) =>
    stage.base ? stage : { ...stage, trials: stage.trials + 1, queued: [...(stage.queued ?? []), genotype] },
  takesOnnxBaselines: true,
  withOnnxBaseline: (stage, network) => ({ ...stage, onnxBaselines: [...(stage.onnxBaselines ?? []), network] }),
  onnxBaselines: ({ onnxBaselines = [] }) => onnxBaselines,
  withoutFiles(stage) {
    const { onnxBaselines, ...rest } = stage;
    return onnxBaselines ? rest : stage;
  },
  beginning: (stage) => (stage.base ? null : stage),
  withBeginning: (stage, { space, ...change }) => ({ ...stage, ...change, ...(space && !stage.base && { space }) }),
  onSpace: (stage, space, catalog) => (stage.base ? stage : fitted(stage, space, catalog)),
  brief: ({ trials }) => (trials === 1 ? "1 network" : `${trials} networks`),
  recipe: ({ recipe }) => recipe,
  tunes: ({ base }) => base !== undefined,
  caution: ({ base, strategy, space, trials }, catalog) =>
    base
      ? null
      : (catalog.strategy(strategy.id).caution?.({
          space: { id: space.id, views: catalog.views(space), illegality: () => null },
          options: strategy.options,
          budget: trials,
        }) ?? null),

  settle: (study, _, { base }, { best }) =>
    base ? [(best(base.bestOf) ?? nothingFinished(study, base.bestOf)).id] : [],
  next: (study, index, stage, run) =>
    nextBaseline(study, index, stage, run) ?? nextOfFile(study, index, stage) ?? nextProposal(study, index, stage, run),
  best: (study, index) => bestTrial(study, { stage: index, kinds: PROPOSED }),
  origin(study, index, { space, recipe, memoryCap, base }) {
    const first = base && sourceOf(study, index);
    return { space, recipe, memoryCap, change: {}, ...(first && { base: first }) };
  },
  alike: (study, index, { base }, architecture) =>
    base && roleOf(architecture).isProposed ? sourceOf(study, index) : null,
  seconds: ({ trials, baselines }, recipe, costs) => (recipe ? costs.trainings(trials + baselines.length, recipe) : 0),
});

export const isSearch = (stage: { readonly kind: string } | undefined): stage is SearchStage =>
  stage?.kind === "search";

const withStrategy = (stage: SearchStage, strategy: Choice, catalog: PlanCatalog): SearchStage => ({
  ...stage,
  strategy,
  trials: budgetOf(catalog, strategy, stage.trials),
});

/** What is usual with the space that is left becomes what is usual with the new one, and so does a strategy that needs a view it lacks. */
function fitted(stage: SearchStage, space: SpaceChoice, catalog: PlanCatalog): SearchStage {
  if (space.id === stage.space.id) return { ...stage, space };
  const [left, entered] = [catalog.space(stage.space.id).usual, catalog.space(space.id).usual];
  const isKept =
    stage.strategy.id !== left.strategy && catalog.strategy(stage.strategy.id).view in catalog.views(space);
  const objective = stage.objective.metric === left.objective ? catalog.objective(entered.objective) : stage.objective;
  const moved = { ...stage, space, objective };
  return isKept ? moved : withStrategy(moved, { id: entered.strategy, options: {} }, catalog);
}

/** The search at an index. Throws StudioError "BadStudyFile" where there is another kind of stage. */
export function searchStage(study: Study, index: number): SearchStage {
  const stage = study.spec.stages[index];
  if (stage?.kind === "search") return stage;
  throw new StudioError("BadStudyFile", `Stage ${index + 1} is no search.`);
}

function nextBaseline(study: Study, index: number, { baselines }: SearchStage, run: AskingRun): Asked | null {
  const network = baselines[askedOf(study, index, "network")];
  if (!network) return null;
  return {
    ...askedNetwork(network, study, run),
    reason: { text: "The baseline, trained like every candidate." },
    isPinned: true,
  };
}

/** Networks of files come before what is proposed too: they are soon scored, and say what is to be beaten. */
function nextOfFile(study: Study, index: number, { onnxBaselines = [] }: SearchStage): Asked | null {
  const network = onnxBaselines[askedOf(study, index, "onnx")];
  return network ? askedFile(network, study) : null;
}

/** What the strategy proposes, as long as it does not wait for trials that are still training. */
function nextProposal(study: Study, index: number, stage: SearchStage, run: AskingRun): Asked | null {
  const asked = study.trials.stage(index).candidates.size;
  if (asked >= stage.trials || run.proposalsLeft <= 0) return null;
  const space = run.resolver.space(study, index);
  if (stage.order && !haveEnded(study, index, { from: toldSoFar(run, index), to: asked - stage.order.window }))
    return null;
  const { memory, proposed, byHand } = memoryOf(study, index, stage, run);
  const [given, queued] = [stage.given?.[asked], nextQueued(study, index, stage, space)];
  const proposal = given
    ? givenProposal(given)
    : queued !== undefined
      ? queuedProposal(queued)
      : asked === 0 && space.own
        ? ownProposal(space.own())
        : run.catalog.strategy(stage.strategy.id).ask(memory, {
            space: proposalSpace(space),
            options: stage.strategy.options,
            random: createRandom(study.spec.seed, "proposals", index, asked),
            shared: createRandom(study.spec.seed, "shared", index),
            proposed,
            byHand,
            budget: plannedTrials(stage),
          });
  if (!proposal) return null;
  run.proposalsLeft--;
  const number = String(asked + 1);
  return {
    architecture: { kind: "genotype", genotype: proposal.genotype },
    key: space.key(proposal.genotype),
    reason: proposal.reason,
    label: index === 0 ? number : `${index + 1}.${number}`,
    isPinned: false,
  };
}

/** What a search that begins from a network has to beat; it stands in for the strategy's first proposal. */
const ownProposal = (genotype: Genotype): Proposal => ({
  genotype,
  reason: { text: "What the network was trained by already, as near as the ranges come, from fresh weights." },
});

const givenProposal = (genotype: Genotype): Proposal => ({
  genotype,
  reason: { text: "A network that was brought along." },
});

const queuedProposal = (genotype: Genotype): Proposal => ({
  genotype,
  reason: { text: "Put into the search by hand.", numbers: { phase: BY_HAND } },
});

/** What the reason of a queued member calls its part of the search. */
const BY_HAND = "byHand";

/** Candidates of a search beside those that were put into it by hand: what its strategy plans with. */
export const plannedTrials = ({ trials, queued = [] }: SearchStage): number => trials - queued.length;

/** The first of the queued members that the search has not had; undefined where it has had all. */
function nextQueued(study: Study, index: number, { queued = [] }: SearchStage, space: SearchSpace): Genotype {
  if (queued.length === 0) return undefined;
  const had = new Set(study.trials.pick(study.trials.stage(index).candidates.slice(0)).map(({ key }) => key));
  return queued.find((genotype) => !had.has(space.key(genotype)));
}

/** Whether the candidates from one number to another have all ended. */
function haveEnded(
  { trials }: Study,
  index: number,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  const { candidates } = trials.stage(index);
  for (let at = from; at <= to; at++) if (!hasEnded(trials.at(candidates.get(at)!)!)) return false;
  return true;
}

const toldSoFar = ({ memories }: AskingRun, index: number): number =>
  (memories.get(index) as Remembered | undefined)?.told ?? 0;

/** What a search keeps in mind in one run: it grows with the study, and is never begun anew. */
interface Remembered {
  memory: unknown;
  /** Candidates that the strategy was told of. */
  told: number;
  /** Genotypes of the candidates, how many of them were put in by hand, and their numbers by trial. */
  readonly proposed: Genotype[];
  byHand: number;
  readonly numbers: Map<number, number>;
}

/** Strategies are told every ended candidate of their stage once, in the order in which they ended, or by the stage's own order. */
function memoryOf(study: Study, index: number, stage: SearchStage, { catalog, memories }: AskingRun): Remembered {
  const strategy = catalog.strategy(stage.strategy.id);
  const held = (memories.get(index) as Remembered | undefined) ?? {
    memory: strategy.begin(),
    told: 0,
    proposed: [],
    byHand: 0,
    numbers: new Map<number, number>(),
  };
  memories.set(index, held);
  const { candidates, ended } = study.trials.stage(index);
  for (const trial of study.trials.pick(candidates.slice(held.proposed.length))) {
    held.numbers.set(trial.id, held.proposed.length);
    held.proposed.push(genotypeOf(trial));
    if (trial.reason.numbers?.phase === BY_HAND) held.byHand++;
  }
  const told = stage.order
    ? candidates.slice(held.told).slice(0, Math.max(0, candidates.size - stage.order.window + 1 - held.told))
    : ended.slice(held.told);
  for (const trial of study.trials.pick(told).filter(hasEnded))
    held.memory = strategy.tell(held.memory, toldOf(trial, held.numbers.get(trial.id)!, stage));
  held.told += told.length;
  return held;
}

function toldOf(trial: EndedTrial, index: number, stage: SearchStage): Told {
  const evaluation = evaluationOf(trial);
  return {
    index,
    genotype: genotypeOf(trial),
    status: trial.status,
    value: evaluation && minimised(stage.objective, evaluation.scores),
  };
}
