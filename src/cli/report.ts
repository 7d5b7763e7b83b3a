import { twoStageResult } from "../core/judging/retrainingControl.ts";
import { splitResult } from "../core/judging/shuffledSplits.ts";
import { trialsOf } from "../core/study/trials.ts";
import type { Study } from "../core/study/study.ts";
import { whyNoneFinished } from "../core/study/whyNoneFinished.ts";
import { comparisonLines, leaderboard, lostLines, sharedResults, testLines, verdictIn, type Output } from "./output.ts";
import { EXIT, type ExitCode } from "./program/run.ts";
import type { EndedRun } from "./run.ts";
import { setLines } from "./setScores.ts";

/** What a study found, in words. */
export function reportStudy(study: Study, output: Output): void {
  output.say(leaderboard(study));
  for (const line of [...setLines(study), ...lostLines(study)]) output.say(line);
  const verdict = verdictIn(study);
  if (verdict) output.say(`${verdict.sentence} ${verdict.evidence}`);
  const result = twoStageResult(study);
  if (result) output.say(result.sentence);
  for (const { sentence } of sharedResults(study)) output.say(sentence);
  for (const index of study.spec.stages.keys()) {
    const split = splitResult(study, index);
    if (split) output.say(`Stage ${index + 1}: ${split.sentence}`);
  }
  for (const line of [...testLines(study), ...comparisonLines(study)]) output.say(line);
}

/** What a run came to, where it is kept, and the exit code: a search of which nothing finished has failed, and says why in its last line. */
export function reportEnd({ study, signal }: EndedRun, file: string, output: Output): ExitCode {
  reportStudy(study, output);
  output.note(signal === null ? `Kept in ${file}` : `Kept in ${file}; go on with: cristae resume ${file}`);
  if (signal !== null) return EXIT[signal];
  const first = trialsOf(study, 0);
  if (first.length === 0 || study.trials.some(({ status }) => status === "finished")) return EXIT.done;
  output.note(`cristae: ${whyNoneFinished(first)}`);
  return EXIT.failed;
}
