import type { FileStore } from "../../storage/fileStore.ts";
import { createMemoryFileStore } from "../../storage/memoryFileStore.ts";
import { packStudy } from "../../storage/studyFile.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { logBytes } from "../../storage/studyLog.ts";
import type { OpenStudy } from "./openStudy.ts";

/** The study file of an open study; where the browser has evicted its folder, of what this tab still has: its log and its data. */
export async function packOpenStudy(
  study: Pick<OpenStudy, "events" | "dataset">,
  files: FileStore,
  path: string,
  options: { readonly withData: boolean },
): Promise<Uint8Array<ArrayBuffer>> {
  if ((await files.size(`${path}/log.jsonl`)) > 0) return packStudy(files, path, options);
  const held = createMemoryFileStore({ "log.jsonl": logBytes(study.events()) });
  const dataset = await Promise.resolve()
    .then(study.dataset)
    .catch(() => null);
  if (dataset) await openStudyFolder(held, "").writeDataset(dataset);
  return packStudy(held, "", options);
}
