import { unzip, zip, type AsyncUnzipOptions, type AsyncZippable } from "fflate";
import { StudioError } from "../core/errors.ts";
import type { Study } from "../core/study/study.ts";
import { decodeDataset } from "./datasetFile.ts";
import type { LoggedEvent } from "../core/study/events.ts";
import type { FileStore } from "./fileStore.ts";
import { readLog, type LogDamage } from "./studyLog.ts";

/** Files of a study folder that travel in a study file; checkpoints of running trials go along so that the other side resumes them. */
const TRAVELLING =
  /^(log\.jsonl|source\.json|data\.bin|(weights|checkpoints)\/\d+\.bin|masks\/\d+-\d+\.bin|previews\/\d+\.bin|networks\/[0-9a-f]{64}\.onnx|brought\/[0-9a-f]{64}\.bin|corrections\/[0-9a-f]{64}\.(bin|jsonl))$/;

/** Whether a name in a study's folder is one of ours, at its top. */
export const isStudyPart = (name: string): boolean =>
  /^(log\.jsonl|source\.json|summary\.json|access\.json|data\.bin)(\.new)?$|^(weights|checkpoints|masks|previews|networks|brought|corrections|blobs)$/.test(
    name,
  );

const MAX_FILES = 20_000;
/** No study we write comes near this; a zip that unpacks to more is a bomb. */
const MAX_UNPACKED_BYTES = 4e9;
/** Weights and voxels hardly compress; text does, but not a thousandfold. */
const MAX_RATIO = 1000;

/** The whole study folder as one zip (`.cristae.zip`), with or without the voxels. */
export async function packStudy(
  files: FileStore,
  folder: string,
  { withData }: { readonly withData: boolean },
): Promise<Uint8Array<ArrayBuffer>> {
  const at = (name: string) => (folder ? `${folder}/${name}` : name);
  const names = [
    ...(await files.list(folder)),
    ...(await below("weights")),
    ...(await below("checkpoints")),
    ...(await below("masks")),
    ...(await below("previews")),
    ...(await below("networks")),
    ...(await below("brought")),
    ...(await below("corrections")),
  ].filter((name) => TRAVELLING.test(name) && (withData || name !== "data.bin"));
  const contents: AsyncZippable = {};
  for (const name of names) {
    const bytes = await files.read(at(name));
    if (bytes)
      contents[name] = [bytes, { level: name.startsWith("weights/") || name.startsWith("checkpoints/") ? 0 : 6 }];
  }
  return new Promise((resolve, reject) => zip(contents, (error, bytes) => (error ? reject(error) : resolve(bytes))));

  async function below(kind: string): Promise<readonly string[]> {
    return (await files.list(at(kind))).map((name) => `${kind}/${name}`);
  }
}

/** A study file that has been checked through: its events, and its files to keep. */
export interface UnpackedStudy {
  readonly study: Study;
  readonly events: readonly LoggedEvent[];
  /** Where its log stops making sense; such a study can be looked at and repaired, but not gone on with. */
  readonly damage: LogDamage | null;
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/**
 * Unpacks and checks a study file without keeping anything; a log that is damaged behind its first line is read up to there. Throws StudioError "BadStudyFile" for what is not a study: a damaged
 * zip, one that unpacks to far too much, names that would leave the folder, a log without a beginning, data that are no dataset.
 */
export async function unpackStudy(bytes: Uint8Array<ArrayBuffer>): Promise<UnpackedStudy> {
  const files = await unzipStudy(bytes);
  if (files["data.bin"]) decodeDataset(files["data.bin"]);
  const { events, study, damage } = readLog(logText(files));
  if (!study) throw new StudioError("BadStudyFile", "The study's log is empty; the search was ended before it began.");
  return { study, events, damage, files };
}

/** The log in the files of a study file. */
export const logText = (files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): string =>
  new TextDecoder().decode(files["log.jsonl"]);

/** The files of a study file, whatever they hold. Throws StudioError "BadStudyFile" for a zip that is damaged, hostile, or holds no log. */
export async function unzipStudy(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const files = await unzipChecked(bytes);
  if (!files["log.jsonl"])
    throw new StudioError("BadStudyFile", "This zip has no log.jsonl; it is not a Cristae study.");
  return files;
}

function unzipChecked(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  let [count, unpacked] = [0, 0];
  let refusal: string | null = null;
  const filter: AsyncUnzipOptions["filter"] = ({ name, size, originalSize }) => {
    count++;
    unpacked += originalSize;
    if (name.includes("..") || name.startsWith("/") || name.includes("\\"))
      refusal ??= `it holds a file named "${name.slice(0, 80)}", which would leave its folder`;
    else if (originalSize > 1e6 && originalSize > MAX_RATIO * Math.max(1, size))
      refusal ??= `"${name.slice(0, 80)}" would unpack to ${Math.round(originalSize / 1e6)} MB from ${size} bytes`;
    else if (unpacked > MAX_UNPACKED_BYTES || count > MAX_FILES)
      refusal ??= `it would unpack to more than ${MAX_UNPACKED_BYTES / 1e9} GB or ${MAX_FILES} files`;
    return refusal === null && TRAVELLING.test(name);
  };
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => reject(new StudioError("BadStudyFile", `This study file was refused: ${why}.`));
    try {
      unzip(bytes, { filter }, (error, files) => {
        if (refusal !== null) refuse(refusal);
        else if (error) refuse(`the zip is damaged or cut off (${error.message})`);
        else resolve(files);
      });
    } catch (error) {
      refuse(`the zip is damaged or cut off (${error instanceof Error ? error.message : String(error)})`);
    }
  });
}

/** Writes the files of an unpacked study into a folder. */
export async function keepStudy({ files }: UnpackedStudy, store: FileStore, folder: string): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) await store.write(folder ? `${folder}/${name}` : name, bytes);
}
