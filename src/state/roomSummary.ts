import { roleOf } from "../core/study/architecture.ts";
import { plannedSpace } from "./planSlice.ts";
import { progressOf } from "../core/stages/stages.ts";
import { bestTrial } from "../core/study/ranking.ts";
import { type Study } from "../core/study/study.ts";
import { shapeText } from "../core/image/volume.ts";
import { headlineScore } from "../core/judging/headline.ts";
import { describedStrategies } from "../catalog/strategies/described.ts";
import { testFunctions } from "../catalog/testFunctions/index.ts";
import type { Room } from "./frameSlice.ts";
import { nearestPreset } from "./spaceSlice.ts";
import type { StudioState } from "./store.ts";

export const isRunning = ({ live }: Pick<StudioState, "live">): boolean => live !== null && live.state !== "idle";

/** How a trial is called in the page: "Trial 9", or a baseline by its own name. */
export function trialName(study: Study | null, id: number): string {
  const trial = study?.trials.at(id);
  if (!trial) return `Trial ${id}`;
  return roleOf(trial.architecture).name(trial.label);
}

/** The second line of a room's tab: how far it is. */
export function roomSummary(state: StudioState, room: Room): string {
  switch (room) {
    case "data":
      return dataSummary(state);
    case "space":
      return spaceSummary(state);
    case "search":
      return searchSummary(state);
    case "compare":
      return state.compared.length === 0 ? "nothing chosen" : comparedSummary(state);
    case "learn":
      return learnSummary(state);
    default:
      return room satisfies never;
  }
}

function dataSummary({ data }: StudioState): string {
  if (!data || (!data.image && !data.labels)) return "nothing open";
  if (!data.image || !data.labels) return "1 of 2 opened";
  return shapeText(data.image.shape);
}

function searchSummary({ study }: StudioState): string {
  if (!study) return "not started";
  const { done, planned } = progressOf(study);
  const best = bestTrial(study);
  const score = best && headlineScore(study, best)?.toFixed(3);
  return [`${done} of ${planned}`, score].filter(Boolean).join(" · ");
}

function comparedSummary({ compared, study }: StudioState): string {
  const names = compared.slice(0, 2).map((id) => trialName(study, id));
  return compared.length > 2 ? `${names[0]} and ${compared.length - 1} more` : names.join(", ");
}

/** "CRS2 on Branin": both names without what explains them. */
function learnSummary({ learnPlan }: StudioState): string {
  const brief = (label: string) => label.split(/ with | \(|, /)[0]!;
  return `${brief(describedStrategies.get(learnPlan.strategy.id).label)} on ${brief(testFunctions.get(learnPlan.on).label)}`;
}

function spaceSummary({ data, plan, whatIf }: StudioState): string {
  if (!data?.datasetId) return "choose after data";
  if (whatIf) return `${scientific(whatIf.networks ?? whatIf.count)} networks`;
  const { label, changes } = nearestPreset(plannedSpace({ plan }));
  return `${label} preset${changes > 0 ? ", changed" : ""}`;
}

/** "3.1 × 10⁹", or the number itself below a hundred thousand. */
export function scientific(value: number): string {
  if (value < 1e5) return Math.round(value).toLocaleString("en").replaceAll(",", "\u202F");
  const power = Math.floor(Math.log10(value));
  return `${(value / 10 ** power).toFixed(1)} × 10${Array.from(String(power))
    .map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]!)
    .join("")}`;
}
