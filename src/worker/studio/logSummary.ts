import { DEFAULT_METRIC } from "../../core/judging/defaultMetrics.ts";
import { headlineMetric, headlineScore } from "../../core/judging/headline.ts";
import { currentStage, progressOf } from "../../core/stages/stages.ts";
import type { Study } from "../../core/study/study.ts";
import { endedTrials } from "../../core/study/trials.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import { damageText, type ReadLog } from "../../storage/studyLog.ts";
import type { StudySummary } from "../studioApi.ts";

/** What a study's log says of it in a list. */
export type LogSummary = Omit<StudySummary, "id" | "bytes">;

/** A summary beside the log that it was made of. A log only grows, so its length says whether it is still that one. */
interface KeptSummary {
  readonly form: number;
  readonly logBytes: number;
  readonly summary: LogSummary;
}

/** Another number wherever what is kept, or how it is made of a log, changes. */
const FORM = 1;
/** The log of a large study takes seconds to read, that of a small one no more than its summary. */
const WORTH_KEEPING_BYTES = 1e6;
/** Points of the small curve in the list. */
const SPARK_POINTS = 100;

/**
 * The summary of a study; null for one that was ended before it began. That of a long log is kept beside it, so that a list of large
 * studies does not read them all. Throws what reading the log throws.
 */
export async function logSummary(files: FileStore, path: string, folder: StudyFolder): Promise<LogSummary | null> {
  const logBytes = await files.size(`${path}/log.jsonl`);
  const kept = logBytes > WORTH_KEEPING_BYTES ? await readKept(files, path) : null;
  if (kept?.form === FORM && kept.logBytes === logBytes) return kept.summary;
  const read = await folder.readLog();
  if (!read.study) return null;
  const summary = summaryOf(read, read.study);
  if (logBytes > WORTH_KEEPING_BYTES) {
    const written: KeptSummary = { form: FORM, logBytes, summary };
    // A full disk keeps no summary: the list is slower then, and as right.
    await files.write(`${path}/summary.json`, new TextEncoder().encode(JSON.stringify(written))).catch(() => undefined);
  }
  return summary;
}

async function readKept(files: FileStore, path: string): Promise<KeptSummary | null> {
  try {
    return JSON.parse(new TextDecoder().decode((await files.read(`${path}/summary.json`))!)) as KeptSummary;
  } catch {
    return null;
  }
}

/** A study of which nothing can be read is listed all the same, with the reason: it is there, and another version may read it. */
export const unreadable = (id: string, problem: string): Omit<StudySummary, "bytes"> => ({
  id,
  name: `Study ${id}`,
  datasetName: "",
  best: null,
  metric: DEFAULT_METRIC,
  done: 0,
  planned: 0,
  state: "unreadable",
  problem,
  spark: [],
  changedAt: 0,
});

function summaryOf({ events, damage }: ReadLog, study: Study): LogSummary {
  let best = 0;
  const soFar = endedTrials(study).map((trial) => (best = Math.max(best, headlineScore(study, trial) ?? 0)));
  const { done, planned } = progressOf(study);
  return {
    name: study.spec.name,
    datasetName: study.spec.task.datasetName,
    best: soFar.length > 0 ? best : null,
    metric: headlineMetric(study),
    done,
    planned,
    state: damage ? "damaged" : stateOf(study),
    ...(damage && { problem: damageText(damage) }),
    spark: thinned(soFar),
    changedAt: events.at(-1)?.at ?? 0,
  };
}

function stateOf(study: Study): StudySummary["state"] {
  if (currentStage(study) === null) return "done";
  return study.lastRun?.because === "failed" ? "failed" : "interrupted";
}

/** At most so many values as the small curve can show, the last among them. */
function thinned(values: readonly number[]): readonly number[] {
  const step = Math.max(1, Math.ceil(values.length / SPARK_POINTS));
  return values.filter((_, index) => (values.length - 1 - index) % step === 0);
}
