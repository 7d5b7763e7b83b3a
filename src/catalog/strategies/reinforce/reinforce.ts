import { StudioError } from "../../../core/errors.ts";
import { checkedValues, type OptionValues } from "../../../core/options.ts";
import { COLLAPSED } from "../../../core/study/sharedSearch.ts";
import type { DecisionsView, ProposalSpace } from "../../../core/space/space.ts";
import {
  defineStrategy,
  type AskContext,
  type Policy,
  type PolicyContext,
  type Told,
} from "../../../core/strategy/strategy.ts";
import { firstTold, withTold, type ToldByIndex } from "../toldByIndex.ts";
import { short } from "../words.ts";
import { sample, type Roll } from "./controller.ts";
import reinforce, { options, type ReinforceOptions } from "./description.ts";
import { createLearner, uniformEntropy, type Learner, type LearnerOptions } from "./learner.ts";

/** What has been told. `run` only tells one study's memory from another's. */
interface Memory {
  readonly run: object;
  readonly told: ToldByIndex;
}

export default defineStrategy<Memory>({
  ...reinforce,
  begin: () => ({ run: {}, told: [] }),
  tell: ({ run, told }, one) => ({ run, told: withTold(told, one) }),
  ask({ run, told }, context) {
    const settings = checkedValues("reinforce", options, context.options);
    const view = decisionsOf(context.space);
    const known = firstTold(told, context.proposed.length - (context.proposed.length % settings.batch));
    if (!known) return null;
    const learner = learntFrom(known, { run, view, settings, context });
    const roll = sample(learner.controller, context.random);
    const most = uniformEntropy(view);
    return {
      genotype: view.fromChoices(roll.choices),
      reason: {
        text: sentence(learner, roll, most, context),
        numbers: {
          phase: learner.updates === 0 ? "untrained" : "learning",
          updates: learner.updates,
          logProbability: roll.logProbability,
          entropy: roll.entropy,
          uniformEntropy: most,
          ...(learner.baseline !== null && { baseline: learner.baseline }),
        },
      },
    };
  },
  policy: createPolicy,
});

/** The controller on its own, fed with rewards as they come. */
function createPolicy({ space, options: values, random, learnt }: PolicyContext): Policy {
  const settings = checkedValues("reinforce", options, values);
  const view = decisionsOf(space);
  const learner = createLearner(view, learnerOptions(settings), random, learnt);
  return {
    batch: settings.batch,
    uniformEntropy: uniformEntropy(view),
    get baseline() {
      return learner.baseline;
    },
    beginRound: () => learner.beginRound(),
    sample(stream) {
      const { choices, logProbability, entropy, decisions } = sample(learner.controller, stream);
      return {
        genotype: view.fromChoices(choices),
        logProbability,
        entropy,
        probabilities: decisions.map(({ probabilities }) => probabilities),
      };
    },
    update: (samples) =>
      learner.update(samples.map(({ genotype, reward }) => ({ choices: view.toChoices(genotype), reward }))),
    export: () => learner.export(),
  };
}

function decisionsOf({ id, views }: ProposalSpace): DecisionsView {
  const { decisions } = views;
  if (!decisions)
    throw new StudioError(
      "BadInput",
      `The space "${id}" has no decisions view; the recurrent controller makes a sequence of choices.`,
    );
  if (!decisions.steps.some(({ kind }) => kind !== "node"))
    throw new StudioError("BadInput", `Everything in the space "${id}" is fixed; leave something to choose.`);
  return decisions;
}

/** NaN, too large and illegal are the worst; a cancelled trial says nothing of its network (spec 3.7). */
export function rewardOf({ status, value }: Pick<Told, "status" | "value">): number | null {
  if (status === "cancelled") return null;
  return value !== null && Number.isFinite(value) ? 1 - value : 0;
}

interface Learnt {
  readonly view: DecisionsView;
  readonly options: OptionValues;
  readonly known: readonly Told[];
  readonly learner: Learner;
}

/** How far the controller of a run has learnt, so that each update is made once; made anew where it does not lead up to what is asked. */
const latest = new WeakMap<object, Learnt>();

interface Question {
  readonly run: object;
  readonly view: DecisionsView;
  readonly settings: ReinforceOptions;
  readonly context: AskContext;
}

function learntFrom(known: readonly Told[], { run, view, settings, context }: Question): Learner {
  const before = latest.get(run);
  const goesOn =
    before?.view === view &&
    before.options === context.options &&
    before.known.length <= known.length &&
    before.known.every((told, index) => told === known[index]);
  const learner = goesOn
    ? before.learner
    : createLearner(view, learnerOptions(settings), context.shared.fork("controller"));
  for (let start = goesOn ? before.known.length : 0; start < known.length; start += settings.batch) {
    learner.update(
      known
        .slice(start, start + settings.batch)
        .map((told) => ({ choices: view.toChoices(told.genotype), reward: rewardOf(told) })),
    );
  }
  latest.set(run, { view, options: context.options, known, learner });
  return learner;
}

function learnerOptions({
  bound,
  operationReduction,
  temperature,
  enasAdam,
  ...rest
}: ReinforceOptions): LearnerOptions {
  return {
    ...rest,
    entropyActs: rest.entropyActs as LearnerOptions["entropyActs"],
    pointing: { temperature, bound },
    choosing: { temperature, bound: bound / operationReduction },
    beta1: enasAdam ? 0 : 0.9,
    epsilon: enasAdam ? 1e-3 : 1e-8,
  };
}

/** Share of the budget in which a controller that hardly varies is warned of (spec 3.7). */
const EARLY = 0.2;

function sentence(
  { updates, baseline, entropyShare }: Learner,
  roll: Roll,
  most: number,
  { proposed, budget }: AskContext,
): string {
  const by =
    updates === 0
      ? "the untrained controller"
      : `the controller after ${updates} ${updates === 1 ? "update" : "updates"}`;
  const isCollapsed = entropyShare < COLLAPSED && proposed.length < EARLY * budget;
  return [
    `Sampled by ${by}: log-probability ${short(roll.logProbability)}, entropy ${short(roll.entropy)} of at most ${short(most)} nats${baseline === null ? "" : `; rewards average ${short(baseline)}`}.`,
    isCollapsed &&
      `The controller settles early: it keeps ${short(100 * entropyShare)} % of the entropy of uniform choices. A larger entropy weight that acts through the gradient, or a smaller learning rate, would let it try more.`,
  ]
    .filter(Boolean)
    .join(" ");
}
