import { z } from "../zod.ts";

import { headlineScore } from "../judging/headline.ts";
import { seedInterval } from "../judging/seedInterval.ts";
import type { Same } from "../sameType.ts";
import { StudioError } from "../errors.ts";
import { meanOf } from "../statistics.ts";
import { isBaseline, isProposed, isTrainedAlone, repeatOf } from "../study/architecture.ts";
import { bestAmong, ranking } from "../study/ranking.ts";
import type { Study } from "../study/study.ts";
import { hasEnded, type Trial } from "../study/trial.ts";
import { sourceOf, trialsOf } from "../study/trials.ts";
import type { Asked } from "./asked.ts";
import { changedRecipe } from "./changedRecipe.ts";
import { defineStageKind, fieldOf } from "./stageKind.ts";

/**
 * The leading networks of a search trained again from fresh weights, once each and round after round; those that are shown to be
 * worse than the leader drop out, until one is left or the trainings are spent (racing: Maron and Moore 1994).
 */
export interface RaceStage {
  readonly kind: "race";
  /** The stage whose networks run, its baselines among them. */
  readonly of: number;
  /** How many of its best take part. */
  readonly entrants: number;
  /** The most trainings, of all together. */
  readonly trainings: number;
}

const count = z.number().int().min(0);

const schema = z.strictObject({ kind: z.literal("race"), of: count, entrants: count, trainings: count });
true satisfies Same<z.output<typeof schema>, RaceStage>;

/** A network in the race. */
export interface Entrant {
  readonly source: Trial;
  /** Its trainings in this stage, in the order in which they were asked for. */
  readonly trainings: readonly Trial[];
  /** Headline scores of those that finished. */
  readonly scores: readonly number[];
  /** After how many rounds it was shown to be worse than the leader; null while it runs. */
  readonly outAfter: number | null;
}

/** Of fewer trainings nobody drops out: two say next to nothing of how far a third may be. */
const FEWEST_ROUNDS = 3;

/** How a race stands, by what has been trained; in the order in which its networks entered. */
export function raceOf(study: Study, index: number): readonly Entrant[] {
  const entrants = (study.sources[index] ?? []).map((id): Entrant => {
    const trainings = trialsOf(study, index).filter((trial) => repeatOf(trial) === id);
    const scores = trainings.filter(hasEnded).flatMap((trial) => headlineScore(study, trial) ?? []);
    return { source: study.trials.at(id)!, trainings, scores, outAfter: null };
  });
  let standing = entrants;
  const out = new Map<Entrant, number>();
  for (let round = FEWEST_ROUNDS; isRoundOver(standing, round); round++) {
    const worse = worseThanLeader(standing, round, entrants.length - 1);
    for (const entrant of worse) out.set(entrant, round);
    standing = standing.filter((entrant) => !out.has(entrant));
  }
  return entrants.map((entrant) => ({ ...entrant, outAfter: out.get(entrant) ?? null }));
}

const isRoundOver = (standing: readonly Entrant[], round: number): boolean =>
  standing.length > 1 &&
  standing.every(({ trainings }) => trainings.filter((trial) => hasEnded(trial)).length >= round);

/** Those whose first `round` trainings are shown to score less than the leader's: the 95 % interval of the difference, wider by the number of rivals, is below 0. */
function worseThanLeader(standing: readonly Entrant[], round: number, rivals: number): readonly Entrant[] {
  const scoresOf = ({ scores }: Entrant) => scores.slice(0, round);
  const leader = standing.reduce((best, other) => (meanOf(scoresOf(other)) > meanOf(scoresOf(best)) ? other : best));
  return standing.filter((entrant) => {
    if (entrant === leader) return false;
    // A network that cannot be trained any more has lost.
    if (entrant.scores.length === 0) return true;
    const interval = seedInterval(scoresOf(entrant), scoresOf(leader), rivals);
    return interval !== null && interval.high < 0;
  });
}

const standingIn = (entrants: readonly Entrant[]): readonly Entrant[] =>
  entrants.filter(({ outAfter }) => outAfter === null);

/** The one that is left, or leads: by the mean of its trainings; null before there is any. */
export function leaderOf(entrants: readonly Entrant[]): Entrant | null {
  const scored = standingIn(entrants).filter(({ scores }) => scores.length > 0);
  return scored.reduce<Entrant | null>(
    (best, other) => (!best || meanOf(other.scores) > meanOf(best.scores) ? other : best),
    null,
  );
}

export default defineStageKind<RaceStage>({
  kind: "race",
  schema,
  gives: "trainings",
  takes: ["candidates"],
  fields: { count: fieldOf("trainings"), entrants: fieldOf("entrants") },

  inputs: ({ of }) => [of],
  withInputs: (stage, at) => (at(stage.of) < 0 ? null : { ...stage, of: at(stage.of) }),
  size: ({ trainings }) => trainings,
  resized: (stage, trainings) => ({ ...stage, trainings }),

  settle(study, index, { of, entrants }) {
    const rank = ranking(study);
    const able = trialsOf(study, of).filter(
      (trial) => trial.status === "finished" && isTrainedAlone(trial) && (isProposed(trial) || isBaseline(trial)),
    );
    if (able.length < 2)
      throw new StudioError(
        "BadInput",
        `Stage ${index + 1} is a race, which needs two networks that finished; stage ${of + 1} has ${able.length}.`,
      );
    return able
      .toSorted((a, b) => rank(b) - rank(a) || a.id - b.id)
      .slice(0, Math.max(2, entrants))
      .map(({ id }) => id);
  },
  next: nextTraining,
  planned(study, index, { trainings }) {
    if (!study.sources[index]) return trainings;
    const entrants = raceOf(study, index);
    return standingIn(entrants).length < 2 ? trialsOf(study, index).length : trainings;
  },
  best(study, index) {
    const leader = leaderOf(raceOf(study, index));
    return leader && bestAmong({ spec: study.spec, trials: leader.trainings }, ["retrained"]);
  },
  /** By the recipe of the stage that the networks come from; all finished by it, whatever its pruners say. */
  origin: (study, index, _, others) => (sourceOf(study, index) ? changedRecipe.origin(study, index, {}, others) : null),
  alike: (study, _, __, architecture) => study.trials.at(repeatOf({ architecture }) ?? -1) ?? null,
  seconds: ({ trainings }, recipe, costs) => (recipe ? costs.trainings(trainings, recipe) : 0),
});

/** Of those that stand, the first that has the fewest trainings; a round begins when all of the one before have ended. */
function nextTraining(study: Study, index: number, { trainings }: RaceStage): Asked | null {
  const entrants = raceOf(study, index);
  const standing = standingIn(entrants);
  if (standing.length < 2 || trialsOf(study, index).length >= trainings) return null;
  const fewest = Math.min(...standing.map((entrant) => entrant.trainings.length));
  const isUndecided = fewest >= FEWEST_ROUNDS && !standing.every((one) => one.trainings.every(hasEnded));
  if (isUndecided) return null;
  const { source } = standing.find((entrant) => entrant.trainings.length === fewest)!;
  return {
    architecture: { kind: "retrained", trial: source.id },
    key: `${source.key}/retrained`,
    reason: {
      text: `Trial ${source.label} again from fresh weights, round ${fewest + 1}: ${standing.length} of ${entrants.length} networks are in the race.`,
    },
    label: `${source.label} again ${fewest + 1}`,
    isPinned: false,
  };
}
