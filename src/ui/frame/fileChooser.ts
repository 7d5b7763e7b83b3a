import type { StudioStore } from "../../state/store.ts";
import type { NamedFile } from "../../worker/studioApi.ts";

export const FILE_INPUT_ID = "file-chooser";

/** Opens the browser's dialog; the chosen files go the way of dropped ones. */
export const chooseFiles = (): void => document.getElementById(FILE_INPUT_ID)?.click();

/** Study files are looked at first; everything else is image data. */
export function takeFiles(store: StudioStore, files: readonly NamedFile[]): void {
  const { inspectFile, openFiles, openRoom } = store.getState();
  const studyFile = files.find(({ path }) => path.endsWith(".cristae.zip"));
  if (studyFile && files.length === 1) void inspectFile(studyFile.file, studyFile.path);
  else if (files.length > 0) {
    openRoom("data");
    void openFiles(files);
  }
}
