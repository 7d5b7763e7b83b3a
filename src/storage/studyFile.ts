import { unzip, zip, type AsyncUnzipOptions, type AsyncZippable } from "fflate";
import { StudioError } from "../core/errors.ts";
import { foldEvents, type Study } from "../core/search/study.ts";
import { decodeDataset } from "./datasetFile.ts";
import type { FileStore } from "./fileStore.ts";
import { parseLog, type LoggedEvent } from "./studyFolder.ts";

/** Files of a study folder that travel in a study file; checkpoints of running trials go along so that the other side resumes them. */
const TRAVELLING = /^(log\.jsonl|source\.json|data\.bin|(weights|checkpoints)\/\d+\.bin|masks\/\d+-\d+\.bin|previews\/\d+\.bin)$/;

const MAX_FILES = 20_000;
/** No study we write comes near this; a zip that unpacks to more is a bomb. */
const MAX_UNPACKED_BYTES = 4e9;
/** Weights and voxels hardly compress; text does, but not a thousandfold. */
const MAX_RATIO = 1000;

/** The whole study folder as one zip (`.cristae.zip`), with or without the voxels. */
export async function packStudy(files: FileStore, folder: string, { withData }: { readonly withData: boolean }): Promise<Uint8Array<ArrayBuffer>> {
  const at = (name: string) => (folder ? `${folder}/${name}` : name);
  const names = [...(await files.list(folder)), ...(await below("weights")), ...(await below("checkpoints")), ...(await below("masks")), ...(await below("previews"))].filter((name) => TRAVELLING.test(name) && (withData || name !== "data.bin"));
  const contents: AsyncZippable = {};
  for (const name of names) {
    const bytes = await files.read(at(name));
    if (bytes) contents[name] = [bytes, { level: name.startsWith("weights/") || name.startsWith("checkpoints/") ? 0 : 6 }];
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
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/**
 * Unpacks and checks a study file without keeping anything. Throws StudioError "BadStudyFile" for what is not a study: a damaged
 * zip, one that unpacks to far too much, names that would leave the folder, lines that are no events, data that are no dataset.
 */
export async function unpackStudy(bytes: Uint8Array<ArrayBuffer>): Promise<UnpackedStudy> {
  const files = await unzipChecked(bytes);
  const log = files["log.jsonl"];
  if (!log) throw new StudioError("BadStudyFile", "This zip has no log.jsonl; it is not a Cristae study.");
  const events = parseLog(new TextDecoder().decode(log));
  if (events[0]?.type !== "studyCreated") throw new StudioError("BadStudyFile", "The study's log does not begin with its creation. The file was cut or put together by hand.");
  if (files["data.bin"]) decodeDataset(files["data.bin"]);
  try {
    return { study: foldEvents(events)!, events, files };
  } catch (error) {
    throw new StudioError("BadStudyFile", `The study's log contradicts itself: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function unzipChecked(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  let [count, unpacked] = [0, 0];
  let refusal: string | null = null;
  const filter: AsyncUnzipOptions["filter"] = ({ name, size, originalSize }) => {
    count++;
    unpacked += originalSize;
    if (name.includes("..") || name.startsWith("/") || name.includes("\\")) refusal ??= `it holds a file named "${name.slice(0, 80)}", which would leave its folder`;
    else if (originalSize > 1e6 && originalSize > MAX_RATIO * Math.max(1, size)) refusal ??= `"${name.slice(0, 80)}" would unpack to ${Math.round(originalSize / 1e6)} MB from ${size} bytes`;
    else if (unpacked > MAX_UNPACKED_BYTES || count > MAX_FILES) refusal ??= `it would unpack to more than ${MAX_UNPACKED_BYTES / 1e9} GB or ${MAX_FILES} files`;
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
