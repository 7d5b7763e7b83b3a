import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { LoggedEvent } from "../../core/study/events.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import type { Ledger } from "./studyLedger.ts";

/** The ground a study is written on. */
export interface StudyStorage {
  readonly isDurable: boolean;
  /** Whether the study's log is still there: a browser may evict what it stores. */
  isThere(): Promise<boolean>;
  /** Writes the study's log anew. */
  rewrite(log: readonly LoggedEvent[]): Promise<void>;
  /** Ends open files, so that another tab can write them. */
  release(): Promise<void>;
}

interface Evictable {
  readonly ledger: Ledger;
  readonly folder: StudyFolder;
  readonly storage: StudyStorage;
  readonly dataset: () => Dataset;
}

/**
 * A browser short of space may delete what it stores while the page is open: then log and images are written again.
 * Throws StudioError "StorageEvicted" where they can not be.
 */
export async function restoreEvicted({ ledger, folder, storage, dataset }: Evictable): Promise<void> {
  if (!ledger.lock() || ledger.damage() || (await storage.isThere().catch(() => true))) return;
  await storage.rewrite(ledger.events()).catch(() => {
    throw new StudioError(
      "StorageEvicted",
      "The browser has deleted this study's files and takes no new ones: its site data were cleared. The study is kept until this tab closes; save its file.",
    );
  });
  const data = openData(dataset);
  if (data?.id === ledger.study().spec.task.datasetId) await folder.writeDataset(data);
  ledger.failed(
    new StudioError(
      "StorageEvicted",
      "The browser has deleted this study's files, as it does when the disk is short of space. Its log and images were written again from this tab; kept weights and checkpoints are lost. Export the study to keep it.",
    ),
  );
}

function openData(dataset: () => Dataset): Dataset | null {
  try {
    return dataset();
  } catch {
    return null;
  }
}
