import { bytesText } from "../bytes.ts";
import { asSentence, StudioError } from "../errors.ts";
import type { Study } from "./study.ts";
import type { Trial } from "./trial.ts";
import { trialsOf } from "./trials.ts";

/** Throws StudioError "BadInput" saying why nothing of a stage finished: that a later one has no input only follows from it. */
export function nothingFinished(study: Study, stage: number): never {
  throw new StudioError("BadInput", whyNoneFinished(trialsOf(study, stage)));
}

/** Why no trial of a stage finished, and what would help: the reason most of them share, in a sentence or two. */
export function whyNoneFinished(trials: readonly Trial[]): string {
  if (trials.length === 0) return "No network was asked for.";
  const counts = new Map<string, { readonly trial: Trial; count: number }>();
  for (const trial of trials) {
    const key = reasonKind(trial);
    const entry = counts.get(key) ?? { trial, count: 0 };
    counts.set(key, { ...entry, count: entry.count + 1 });
  }
  const [first, ...others] = [...counts.values()].sort((a, b) => b.count - a.count);
  const rest =
    others.length > 0
      ? ` The others: ${others.map(({ trial, count }) => `${count} ${statusWords(trial, count)}`).join(", ")}.`
      : "";
  const head =
    trials.length === 1 ? "The only network did not finish: it" : `None of the ${trials.length} networks finished;`;
  return `${head} ${trials.length === 1 ? "" : first!.count === trials.length ? "all" : first!.count} ${statusWords(first!.trial, first!.count)}: ${whyOf(first!.trial)} ${remedyOf(first!.trial, trials)}${rest}`
    .replace(/ +/g, " ")
    .trim();
}

/** Trials with one key failed alike, whatever numbers their sentences name. */
const reasonKind = (trial: Trial): string =>
  `${trial.status} ${"error" in trial ? trial.error.name : whyOf(trial).replace(/[\d.,]+/g, "#")}`;

const statusWords = ({ status }: Trial, count: number): string => STATUS_WORDS[status][count === 1 ? 0 : 1];

const STATUS_WORDS: Readonly<Record<Trial["status"], readonly [one: string, several: string]>> = {
  running: ["was interrupted", "were interrupted"],
  finished: ["finished", "finished"],
  memoised: ["repeats an earlier one", "repeat an earlier one"],
  pruned: ["was stopped early", "were stopped early"],
  failed: ["failed", "failed"],
  illegal: ["fits no patch", "fit no patch"],
  outOfMemory: ["needs too much memory", "need too much memory"],
  cancelled: ["was cancelled", "were cancelled"],
};

const whyOf = (trial: Trial): string =>
  asSentence("error" in trial ? trial.error.message : "because" in trial ? trial.because : "");

function remedyOf(trial: Trial, trials: readonly Trial[]): string {
  if (trial.status === "outOfMemory") {
    const needed = Math.min(...trials.flatMap(({ cost }) => cost?.trainingBytes ?? []));
    return Number.isFinite(needed)
      ? `The smallest needs ${bytesText(needed)}: raise the memory cap to that, or choose a smaller patch, batch or space.`
      : "";
  }
  if (trial.status === "pruned") return "Give the pruner more patience, or train for longer.";
  return "error" in trial && trial.error.name === "NotANumber" ? "Lower the learning rate." : "";
}
