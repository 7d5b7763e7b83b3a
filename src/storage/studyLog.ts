import { asSentence, StudioError } from "../core/errors.ts";
import { createFold } from "../core/study/fold.ts";
import type { Study } from "../core/study/study.ts";
import { isMigrated, migrated, versionOf } from "../core/study/migration.ts";
import { STUDY_VERSION } from "../core/study/spec.ts";
import { parseEvent, type LoggedEvent } from "../core/study/events.ts";

/** Where a log stops making sense: everything before that line holds, nothing behind it was read. */
export interface LogDamage {
  /** Counted from 1. */
  readonly line: number;
  /** Whole lines of the log, the damaged one and those behind it included. */
  readonly lines: number;
  readonly because: string;
}

/** A log as far as it makes sense. */
export interface ReadLog {
  readonly events: readonly LoggedEvent[];
  /** Null for an empty log. */
  readonly study: Study | null;
  readonly damage: LogDamage | null;
}

/** Events as they stand in a log: one a line, in JSON. */
export const logBytes = (events: readonly LoggedEvent[]): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join(""));

/**
 * The whole lines of a log, in the words of this version whatever version wrote them; a last one that a crash cut off is no line.
 * Everything that reads a log, compares two or writes one anew goes through here, so that nothing else knows of earlier versions.
 * A line that is no JSON stays as it is, for the check behind it to speak of.
 */
export function wholeLines(text: string): readonly string[] {
  const lines = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean);
  const version = versionOf(jsonOrNull(lines[0] ?? ""));
  return version !== null && isMigrated(version) ? lines.map((line) => migratedLine(line, version)) : lines;
}

/** Whether a log stands in the words of an earlier version, so that nothing can be written behind it before it is written anew. */
export const isOfEarlierVersion = (text: string): boolean =>
  isMigrated(versionOf(jsonOrNull(text.slice(0, text.indexOf("\n") + 1))));

function migratedLine(line: string, version: number): string {
  const json = jsonOrNull(line);
  return json === null ? line : JSON.stringify(migrated(json, version));
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Lines between two looks at what a log came to so far: some ten trials to some hundred. */
const LINES = 2_000;

/**
 * A log up to its first damaged line: one that is no event, or one that contradicts those before it.
 * Throws StudioError "BadStudyFile" where its first line is damaged, and "OtherVersion" where another version wrote it.
 */
export function readLog(text: string): ReadLog {
  const reading = readingLog(text);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}

/** As `readLog`, with the study as it was at that line every so many lines. */
export function* readingLog(text: string): Generator<Study, ReadLog> {
  const lines = wholeLines(text);
  const events: LoggedEvent[] = [];
  const fold = createFold();
  for (const [index, line] of lines.entries()) {
    try {
      const event = parseLine(line);
      fold.take(event);
      events.push(event);
      if (events.length % LINES === 0) yield fold.study()!;
    } catch (error) {
      if (error instanceof StudioError && error.name === "OtherVersion") throw error;
      const damage = {
        line: index + 1,
        lines: lines.length,
        because: error instanceof Error ? error.message : String(error),
      };
      if (events.length === 0)
        throw new StudioError(
          "BadStudyFile",
          `Line 1 of the study's log is damaged, which holds the plan of the study; nothing of it can be read: ${asSentence(damage.because)}`,
        );
      return { events, study: fold.study(), damage };
    }
  }
  return { events, study: fold.study(), damage: null };
}

/** What a user is told of a damaged log. */
export const damageText = ({ line, lines, because }: LogDamage): string =>
  `Line ${line} of the ${lines} lines of the study's log is damaged; it and what was logged after it is not shown: ${asSentence(because)}`;

/** One event. Throws StudioError "BadStudyFile" for what is no JSON, "BadInput" naming the field, or "OtherVersion". */
export function parseLine(line: string): LoggedEvent {
  const json = parseJson(line);
  checkVersion(json);
  return parseEvent(json);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new StudioError("BadStudyFile", "it is no JSON");
  }
}

function checkVersion(json: unknown): void {
  const version = versionOf(json);
  if (version === null || version === STUDY_VERSION) return;
  const found = `(its log is version ${version}, this one reads version ${STUDY_VERSION})`;
  if (version > STUDY_VERSION)
    throw new StudioError(
      "OtherVersion",
      `This study was made by a later version of Cristae ${found}. Update Cristae to open it.`,
    );
  throw new StudioError(
    "OtherVersion",
    `This study was made by an earlier version of Cristae ${found}, whose events meant other things. Open it with the version that made it.`,
  );
}
