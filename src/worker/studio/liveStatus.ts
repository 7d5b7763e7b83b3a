import type { LiveStatus } from "../studioApi.ts";
import type { Running } from "./running.ts";
import type { Ledger } from "./studyLedger.ts";
import type { Tabs } from "./tabs.ts";
import type { Telling } from "./telling.ts";
import type { Threads } from "./threads.ts";

/** How it stands with an open study, as the page and the other tabs are told. */
export interface Status {
  readonly now: () => LiveStatus;
  /** Says it, after what has happened to the study. */
  readonly tell: () => void;
  /** Takes in what the tab says that writes the study. */
  readonly follow: (status: LiveStatus) => void;
}

interface StatusParts {
  readonly id: string;
  readonly ledger: Ledger;
  readonly running: Running;
  readonly threads: Threads;
  readonly telling: Telling;
  readonly tabs: Tabs;
  readonly watcher: () => { status(status: LiveStatus): void } | null;
  readonly isDurable: boolean;
}

export function createStatus({ id, ledger, running, threads, telling, tabs, watcher, isDurable }: StatusParts): Status {
  let elsewhere: LiveStatus | null = null;

  const own = (): LiveStatus => ({
    studyId: id,
    owner: "here",
    kept: { isDurable, problem: ledger.problem() },
    damage: ledger.damage(),
    running: running.progress(),
    device: threads.open()?.device ?? null,
    slots: threads.open()?.slots ?? 0,
    state: running.state(),
    savedAt: isDurable ? ledger.savedAt() : null,
  });
  const now = (): LiveStatus =>
    ledger.lock() ? own() : { ...(elsewhere ?? { ...own(), state: "idle" }), owner: "elsewhere" };

  function tell(): void {
    telling.flush();
    watcher()?.status(now());
    if (ledger.lock()) tabs.tell({ type: "status", id, status: own() });
  }

  return {
    now,
    tell,
    follow(status) {
      elsewhere = status;
      tell();
    },
  };
}
