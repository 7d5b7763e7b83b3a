import type { StudioStore } from "../../state/store.ts";
import type { NamedFile } from "../../worker/studioApi.ts";

export const FILE_INPUT_ID = "file-chooser";

/** Opens the browser's dialog; the chosen files go the way of dropped ones. */
export const chooseFiles = (): void => document.getElementById(FILE_INPUT_ID)?.click();

/** Study files are looked at first, a JSON file by itself is a plan; everything else is image data. */
export function takeFiles(store: StudioStore, files: readonly NamedFile[]): void {
  const { inspectFile, openFiles, openPlan, openRoom } = store.getState();
  const studyFile = files.find(({ path }) => path.endsWith(".cristae.zip"));
  if (studyFile && files.length === 1) void inspectFile(studyFile.file, studyFile.path);
  else if (files.length === 1 && isPlanName(files[0]!.path)) void openPlan(files[0]!.file, files[0]!.path);
  else if (files.length > 0) {
    openRoom("data");
    void openFiles(files);
  }
}

/** "zarr.json" marks the folder of an array, and is no use without it. */
const isPlanName = (path: string): boolean => path.endsWith(".json") && !path.endsWith("zarr.json");
