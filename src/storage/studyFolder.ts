import { StudioError } from "../core/errors.ts";
import type { Dataset } from "../core/image/dataset.ts";
import type { RunLog } from "../core/search/evaluator.ts";
import type { StudyEvent } from "../core/search/study.ts";
import { decodeDataset, encodeDataset } from "./datasetFile.ts";
import { parseEvent } from "./eventSchema.ts";
import type { FileStore } from "./fileStore.ts";

/** An event with the time it was written, milliseconds since 1970. */
export type LoggedEvent = StudyEvent & { readonly at: number };

/** Where the data of a study came from and what was taken of the files, so that a resumed search can find them again. */
export interface StudySource {
  readonly sample?: string;
  readonly image?: string;
  readonly labels?: string;
  /** Arrays within image and labels. */
  readonly dataset?: string;
  readonly labelsDataset?: string;
  readonly channel?: number;
  readonly time?: number;
  readonly complex?: string;
  readonly color?: string;
  readonly nan?: string;
}

/**
 * One study on disk: `log.jsonl` (its truth), `weights/N.bin` of kept trials, `checkpoints/N.bin` of running ones,
 * `masks/N-Z.bin` of slices that were predicted, `previews/N.bin` of what trials saw while they trained, `data.bin` (the dataset) and `source.json`.
 */
export interface StudyFolder {
  readonly log: RunLog<StudyEvent> & { readonly onWritten: (listener: (events: readonly LoggedEvent[]) => void) => void };
  /** Every whole line of the log; a last line cut off by a crash is dropped. Throws StudioError "BadStudyFile" for any other damage. */
  events(): Promise<readonly LoggedEvent[]>;
  readWeights(trial: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writeWeights(trial: number, bytes: Uint8Array): Promise<void>;
  /** Weights and masks of a trial that is no longer kept. */
  removeWeights(trial: number): Promise<void>;
  weightedTrials(): Promise<readonly number[]>;
  /** Predicted classes of one slice. */
  readMask(trial: number, z: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writeMask(trial: number, z: number, labels: Uint8Array): Promise<void>;
  /** The film of a trial's training. */
  readPreviews(trial: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writePreviews(trial: number, film: Uint8Array): Promise<void>;
  readCheckpoint(trial: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writeCheckpoint(trial: number, bytes: Uint8Array): Promise<void>;
  removeCheckpoint(trial: number): Promise<void>;
  readDataset(): Promise<Dataset | null>;
  writeDataset(dataset: Dataset): Promise<void>;
  readSource(): Promise<StudySource | null>;
  writeSource(source: StudySource): Promise<void>;
  bytes(): Promise<number>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function openStudyFolder(files: FileStore, folder: string, now: () => number = Date.now): StudyFolder {
  const at = (name: string) => (folder ? `${folder}/${name}` : name);
  const listeners: ((events: readonly LoggedEvent[]) => void)[] = [];
  const numbered = (kind: string) => ({
    read: (trial: number) => files.read(at(`${kind}/${trial}.bin`)),
    write: (trial: number, bytes: Uint8Array) => files.write(at(`${kind}/${trial}.bin`), bytes),
    remove: (trial: number) => files.remove(at(`${kind}/${trial}.bin`)),
  });
  const weights = numbered("weights");
  const checkpoints = numbered("checkpoints");
  const previews = numbered("previews");
  return {
    log: {
      async append(events) {
        const logged = events.map((event) => ({ ...event, at: now() }));
        await files.append(at("log.jsonl"), encoder.encode(logged.map((event) => `${JSON.stringify(event)}\n`).join("")));
        for (const listener of listeners) listener(logged);
      },
      onWritten: (listener) => void listeners.push(listener),
    },
    events: async () => parseLog(decoder.decode((await files.read(at("log.jsonl"))) ?? new Uint8Array())),
    readWeights: weights.read,
    writeWeights: weights.write,
    async removeWeights(trial) {
      await weights.remove(trial);
      const masks = (await files.list(at("masks"))).filter((name) => name.startsWith(`${trial}-`));
      await Promise.all(masks.map((name) => files.remove(at(`masks/${name}`))));
    },
    weightedTrials: async () => (await files.list(at("weights"))).map((name) => Number.parseInt(name, 10)).filter(Number.isInteger),
    readMask: (trial, z) => files.read(at(`masks/${trial}-${z}.bin`)),
    writeMask: (trial, z, labels) => files.write(at(`masks/${trial}-${z}.bin`), labels),
    readPreviews: previews.read,
    writePreviews: previews.write,
    readCheckpoint: checkpoints.read,
    writeCheckpoint: checkpoints.write,
    removeCheckpoint: checkpoints.remove,
    readDataset: async () => {
      const bytes = await files.read(at("data.bin"));
      return bytes && decodeDataset(bytes);
    },
    writeDataset: (dataset) => files.write(at("data.bin"), encodeDataset(dataset)),
    readSource: async () => {
      const bytes = await files.read(at("source.json"));
      return bytes && (JSON.parse(decoder.decode(bytes)) as StudySource);
    },
    writeSource: (source) => files.write(at("source.json"), encoder.encode(JSON.stringify(source))),
    bytes: () => files.size(folder),
  };
}

/** Throws StudioError "BadStudyFile" naming the line. */
export function parseLog(text: string): readonly LoggedEvent[] {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter(Boolean)
    .map((line, index) => {
      try {
        return parseEvent(JSON.parse(line));
      } catch (error) {
        throw new StudioError("BadStudyFile", `Line ${index + 1} of the study's log is damaged: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
}
