import { withChecksum, withoutChecksum } from "../core/checksum.ts";
import type { Dataset } from "../core/image/dataset.ts";
import type { ClassMap } from "../core/image/sets/classMap.ts";
import type { RunLog } from "../core/run/evaluator.ts";
import type { StudyEvent } from "../core/study/events.ts";
import type { SliceProposal } from "../core/study/correctionRound.ts";
import type { Study } from "../core/study/study.ts";
import { decodeDataset, encodeDataset } from "./datasetFile.ts";
import type { LoggedEvent } from "../core/study/events.ts";
import { openEditLog, type EditLog } from "./editLog.ts";
import type { FileStore } from "./fileStore.ts";
import { hashedFiles } from "./hashedFiles.ts";
import { hashOf } from "./hashOf.ts";
import { openLineFile, withoutTornLine } from "./lineFile.ts";
import { isOfEarlierVersion, logBytes, readingLog, wholeLines, type ReadLog } from "./studyLog.ts";

/** Where the data of a study came from and what was taken of the files, so that a resumed search can find them again. */
export interface StudySource {
  readonly sample?: string;
  /** The folder that the paths are relative to, relative to that of the study file. */
  readonly folder?: string;
  readonly image?: string;
  readonly labels?: string;
  /** Arrays within image and labels. */
  readonly dataset?: string;
  readonly labelsDataset?: string;
  readonly channel?: number;
  readonly labelsChannel?: number;
  /** Channels were taken as slices. */
  readonly channelsAsSlices?: boolean;
  readonly time?: number;
  readonly complex?: string;
  readonly color?: string;
  readonly nan?: string;
  /** Label values that were not annotated, such as "255,-1". */
  readonly unlabelled?: string;
  /** Labels are numbered objects, of which all are one class. */
  readonly foreground?: boolean;
  /** What is learnt of the labels: "classes", or "instances" by a class of boundaries between them. */
  readonly target?: string;
  /** Which objects boundaries part: those of "slices", or of the "volume". */
  readonly boundaries?: string;
  /** Several data sets, instead of one image and its labels. */
  readonly sets?: readonly SetSource[];
  readonly classMap?: ClassMap;
  /** The set that is the test part. */
  readonly leaveOut?: string;
  /** Nanometres along [z, y, x] that all sets are brought to, or "own" where each keeps its own; those of the first where it is not given. */
  readonly voxelSize?: readonly [z: number, y: number, x: number] | "own";
}

/** Where one of several data sets came from, and which of its slices are for what where somebody said it, such as "0:12". */
export interface SetSource {
  readonly name: string;
  readonly image: string;
  readonly labels: string;
  readonly train?: string;
  readonly val?: string;
  readonly test?: string;
}

/**
 * One study on disk: `log.jsonl` (its truth), `weights/N.bin` of kept trials, `checkpoints/N.bin` of running ones,
 * `masks/N-Z.bin` of slices that were predicted, `networks/HASH.onnx` of baselines that were trained elsewhere, `brought/HASH.bin` of weights of other studies, `corrections/HASH.bin` of masks before and after they were corrected and `corrections/NAME.jsonl` of how, `previews/N.bin` of what trials saw while they trained, `data.bin` (the dataset) and `source.json`.
 */
export interface StudyFolder {
  readonly log: RunLog<StudyEvent> & {
    readonly onWritten: (listener: (events: readonly LoggedEvent[]) => void) => void;
  };
  /**
   * The log up to its first damaged line. Throws StudioError "BadStudyFile" where nothing of it can be read. Of a long one `onPart` is
   * shown the study as far as it was read, and waited for.
   */
  readLog(onPart?: (study: Study) => Promise<void>): Promise<ReadLog>;
  /** Weights, checkpoints and masks carry a checksum. Reading throws StudioError "BadStudyFile" where they were changed or damaged since. */
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
  /** An ONNX file by the SHA-256 of its content. Reading throws StudioError "BadStudyFile" where it is another. */
  readNetwork(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Keeps it and gives its hash. */
  writeNetwork(bytes: Uint8Array): Promise<string>;
  /** Weights of a trial of another study, by the SHA-256 of them. Reading throws StudioError "BadStudyFile" where they are others. */
  readBrought(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Keeps them and gives their hash. */
  writeBrought(weights: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Class indices of slices before or after they were corrected, by the SHA-256 of them. Reading throws StudioError "BadStudyFile" where they are others. */
  readCorrection(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Keeps them and gives their hash. */
  writeCorrection(labels: Uint8Array): Promise<string>;
  /** What was done to slices since they were proposed; a name is given by `correctionName`. */
  correctionLog(name: string): EditLog;
  readCheckpoint(trial: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writeCheckpoint(trial: number, bytes: Uint8Array): Promise<void>;
  removeCheckpoint(trial: number): Promise<void>;
  /** Keeps a checkpoint that cannot be read beside the others, under a name that nothing reads. Resolves with that name, or with null where there is none. */
  putCheckpointAside(trial: number): Promise<string | null>;
  readDataset(): Promise<Dataset | null>;
  writeDataset(dataset: Dataset): Promise<void>;
  readSource(): Promise<StudySource | null>;
  writeSource(source: StudySource): Promise<void>;
  bytes(): Promise<number>;
}

/** What the log of a correction is called: the same slices proposed alike have the same one. */
export const correctionName = (proposal: SliceProposal): string =>
  hashOf(new TextEncoder().encode(JSON.stringify([proposal.trial, proposal.slices, proposal.raw])));

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The lines of a study's log, of which those that are written here are told to whoever listens. The log of an earlier version is written
 * anew in the words of this one before its next line, and not when it is opened, so that the version that made it can still open it. A log
 * never holds lines of two versions: its first line says which words all of them are in. Damaged lines are kept as they are, where
 * whoever writes has not refused the log before.
 */
function openLog(
  files: FileStore,
  path: string,
  now: () => number,
): StudyFolder["log"] & { readonly readText: () => Promise<string> } {
  const listeners: ((events: readonly LoggedEvent[]) => void)[] = [];
  const lines = openLineFile(files, path, (text) => {
    const isCurrent = withoutTornLine(text) === text && !isOfEarlierVersion(text);
    return isCurrent
      ? text
      : wholeLines(text)
          .map((line) => `${line}\n`)
          .join("");
  });
  return {
    readText: () => lines.readText(),
    async append(events) {
      const logged = events.map((event) => ({ ...event, at: now() }));
      await lines.append(logBytes(logged));
      for (const listener of listeners) listener(logged);
    },
    onWritten: (listener) => void listeners.push(listener),
  };
}

export function openStudyFolder(files: FileStore, folder: string, now: () => number = Date.now): StudyFolder {
  const at = (name: string) => (folder ? `${folder}/${name}` : name);
  const readSealed = async (name: string) => {
    const bytes = await files.read(at(name));
    return bytes && withoutChecksum(bytes);
  };
  const writeSealed = (name: string, bytes: Uint8Array) => files.write(at(name), withChecksum(bytes));
  const { readText, ...log } = openLog(files, at("log.jsonl"), now);

  const numbered = (kind: string) => ({
    read: (trial: number) => readSealed(`${kind}/${trial}.bin`),
    write: (trial: number, bytes: Uint8Array) => writeSealed(`${kind}/${trial}.bin`, bytes),
    remove: (trial: number) => files.remove(at(`${kind}/${trial}.bin`)),
  });
  const networks = hashedFiles(files, at, { kind: "networks", ending: "onnx", again: "Add the file once more." });
  const brought = hashedFiles(files, at, { kind: "brought", ending: "bin", again: "Begin from its study once more." });
  const corrections = hashedFiles(files, at, {
    ...{ kind: "corrections", ending: "bin", again: "Correct the slices once more." },
  });
  const weights = numbered("weights");
  const checkpoints = numbered("checkpoints");
  const previews = numbered("previews");
  return {
    log,
    async readLog(onPart = () => Promise.resolve()) {
      const reading = readingLog(await readText());
      for (;;) {
        const { done, value } = reading.next();
        if (done) return value;
        await onPart(value);
      }
    },
    readWeights: weights.read,
    writeWeights: weights.write,
    async removeWeights(trial) {
      await weights.remove(trial);
      const masks = (await files.list(at("masks"))).filter((name) => name.startsWith(`${trial}-`));
      await Promise.all(masks.map((name) => files.remove(at(`masks/${name}`))));
    },
    weightedTrials: async () =>
      (await files.list(at("weights"))).map((name) => Number.parseInt(name, 10)).filter(Number.isInteger),
    readMask: (trial, z) => readSealed(`masks/${trial}-${z}.bin`),
    writeMask: (trial, z, labels) => writeSealed(`masks/${trial}-${z}.bin`, labels),
    readPreviews: previews.read,
    writePreviews: previews.write,
    readNetwork: networks.read,
    writeNetwork: networks.write,
    readBrought: brought.read,
    writeBrought: brought.write,
    readCorrection: corrections.read,
    writeCorrection: corrections.write,
    correctionLog: (name) => openEditLog(files, at(`corrections/${name}.jsonl`), now),
    readCheckpoint: checkpoints.read,
    writeCheckpoint: checkpoints.write,
    removeCheckpoint: checkpoints.remove,
    async putCheckpointAside(trial) {
      const name = `checkpoints/${trial}.bin.damaged`;
      const bytes = await files.read(at(`checkpoints/${trial}.bin`));
      if (!bytes) return null;
      await files.write(at(name), bytes);
      await checkpoints.remove(trial);
      return name;
    },
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
