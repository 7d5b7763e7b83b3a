import { kindOf } from "../core/stages/index.ts";
import { roleOf } from "../core/study/architecture.ts";
import { hashOf } from "./hashOf.ts";
import { withoutChecksum } from "../core/checksum.ts";
import { StudioError } from "../core/errors.ts";
import { applyEvent, type Study } from "../core/study/study.ts";
import { type StudyEvent } from "../core/study/events.ts";
import type { LoggedEvent } from "../core/study/events.ts";
import { logBytes, parseLine, wholeLines } from "./studyLog.ts";

/** What could be saved of a damaged log, and how trials are numbered in it: their ids are their places. */
export interface Salvaged {
  readonly events: readonly LoggedEvent[];
  readonly study: Study;
  /** New id by old id of every trial that is kept. */
  readonly trials: ReadonlyMap<number, number>;
  /** Lines of the log that are left out, counted from 1: damaged ones, and those that speak of what was lost with them. */
  readonly lost: readonly number[];
}

/**
 * Every line of a log that is readable and fits to what is kept before it. A trial whose asking was lost is left out with all that
 * was logged of it, and later trials move up. Throws StudioError "BadStudyFile" where the first line is lost: it holds the plan.
 */
export function salvageLog(text: string): Salvaged {
  const events: LoggedEvent[] = [];
  const trials = new Map<number, number>();
  const lost: number[] = [];
  let study: Study | null = null;
  for (const [index, line] of wholeLines(text).entries()) {
    try {
      const event = parseLine(line);
      const kept = renumbered(event, trials, study?.trials.length ?? 0);
      const next = applyEvent(study, kept);
      if (event.type === "trialAsked") trials.set(event.trial, study!.trials.length);
      study = next;
      events.push({ ...kept, at: event.at });
    } catch (error) {
      if (error instanceof StudioError && error.name === "OtherVersion") throw error;
      if (index === 0)
        throw new StudioError(
          "BadStudyFile",
          `The first line of the log is damaged, which holds the plan of the study; nothing can be saved without it. ${error instanceof Error ? error.message : String(error)}`,
        );
      lost.push(index + 1);
    }
  }
  if (!study) throw new StudioError("BadStudyFile", "The log is empty; there is nothing to save.");
  return { events, study, trials, lost };
}

/** The event with trials by their new ids. Throws for one that speaks of a trial that was lost. */
function renumbered(event: StudyEvent, trials: ReadonlyMap<number, number>, next: number): StudyEvent {
  const newId = (old: number): number => {
    const id = trials.get(old);
    if (id === undefined) throw new StudioError("BadStudyFile", `Trial ${old} was lost.`);
    return id;
  };
  switch (event.type) {
    case "trialAsked":
      if (trials.has(event.trial)) throw new StudioError("BadStudyFile", `Trial ${event.trial} was asked for twice.`);
      return { ...event, trial: next, architecture: roleOf(event.architecture).withTrials(event.architecture, newId) };
    case "trialEnded":
      return {
        ...event,
        trial: newId(event.trial),
        outcome:
          event.outcome.status === "memoised" ? { ...event.outcome, of: newId(event.outcome.of) } : event.outcome,
      };
    case "stageBegan":
      return { ...event, sources: event.sources.map(newId) };
    case "stagesChanged":
      return { ...event, stages: event.stages.map((stage) => kindOf(stage).withTrials(stage, newId)) };
    default:
      return "trial" in event ? { ...event, trial: newId(event.trial) } : event;
  }
}

/** The files of a study with a log that makes sense: weights, checkpoints and pictures go by the new numbers of their trials. */
export function salvageFiles(files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): Salvaged & {
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Files that are left out, as their checksum speaks of other bytes. */ readonly damagedFiles: readonly string[];
} {
  const salvaged = salvageLog(new TextDecoder().decode(files["log.jsonl"] ?? new Uint8Array()));
  const damagedFiles = Object.keys(files).filter((name) => !isWhole(name, files[name]!));
  const kept = Object.entries(files)
    .filter(([name]) => !damagedFiles.includes(name))
    .flatMap(([name, bytes]): readonly [string, Uint8Array<ArrayBuffer>][] => {
      const [, folder, trial, rest] = /^(\w+\/)(\d+)(\D.*)$/.exec(name) ?? [];
      // Networks are named by their content, which no trial's number changes.
      if (folder === undefined || NETWORK.test(name)) return [[name, bytes]];
      const id = salvaged.trials.get(Number(trial));
      return id === undefined ? [] : [[`${folder}${id}${rest!}`, bytes]];
    });
  return { ...salvaged, files: { ...Object.fromEntries(kept), "log.jsonl": logBytes(salvaged.events) }, damagedFiles };
}

const NETWORK = /^networks\/([0-9a-f]{64})\.onnx$/;

function isWhole(name: string, bytes: Uint8Array<ArrayBuffer>): boolean {
  const hash = NETWORK.exec(name)?.[1];
  if (hash !== undefined) return hashOf(bytes) === hash;
  try {
    withoutChecksum(bytes);
    return true;
  } catch {
    return false;
  }
}
