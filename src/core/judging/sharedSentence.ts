import type { SharedScores } from "./sharedScores.ts";

/** How many deviations of a mean a gain must have to be seen. */
const SEEN_FROM = 2;

type Told = Omit<SharedScores, "sentence">;

/** Whether a search by shared weights can have helped at all, with the numbers (spec 3.6, as amended). */
export function sharedSentence(found: Told, samples: number, trainings: number): string {
  return [ranks(found), spreads(found), verdict(found, samples, trainings), controller(found)]
    .filter(Boolean)
    .join(" ");
}

const three = (value: number): string => value.toFixed(3);
const two = (value: number): string => value.toFixed(2).replace("-", "−");

const ranks = ({ members, correlation }: Told): string =>
  correlation === null
    ? `${members.length} ${members.length === 1 ? "network was" : "networks were"} scored by shared weights and trained alone; a rank correlation needs more.`
    : `Shared weights rank ${members.length} networks as their own training does with ρ = ${two(correlation)} (1 alike, 0 chance).`;

const spreads = ({ spread, seeds }: Told): string | false =>
  spread !== null &&
  `Random members differ by σ = ${three(spread)}${seeds === null ? "" : ` beyond the ${three(seeds)} that seeds of one network differ by`}.`;

/** The best of many samples gains as much as their largest value lies above the mean, as far as scores rank them at all. */
function verdict({ correlation, gain, seeds }: Told, samples: number, trainings: number): string | false {
  if (correlation === null || gain === null) return false;
  if (correlation <= 0) return "Scores by shared weights do not rank networks here: the search could not have helped.";
  const noise = seeds === null ? 0 : seeds / Math.sqrt(Math.max(1, trainings));
  const most = `The best of ${samples} gains ${three(gain)} at most`;
  return gain > SEEN_FROM * noise
    ? `${most}: the search can have helped.`
    : `${most}, which ${trainings} ${trainings === 1 ? "training" : "trainings"} cannot tell from seeds: nobody could see the search help.`;
}

const controller = ({ entropy }: Told): string | false =>
  entropy !== null && `The controller ended with ${Math.round(100 * entropy)} % of the entropy of uniform choices.`;
