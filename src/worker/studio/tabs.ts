import type { LoggedEvent } from "../../core/study/events.ts";
import type { LiveStatus, TrialPreview } from "../studioApi.ts";

/** What the tabs of one browser tell each other about a study. */
export type TabMessage =
  /** Events that stand in the log from the place `from` on. */
  | { readonly type: "events"; readonly id: string; readonly from: number; readonly events: readonly LoggedEvent[] }
  | { readonly type: "status"; readonly id: string; readonly status: LiveStatus }
  | { readonly type: "preview"; readonly id: string; readonly preview: TrialPreview }
  /** Asks the tab that writes a study to stop, keep checkpoints and let go of it. */
  | { readonly type: "takeOver"; readonly id: string }
  /** The list of studies looks different now. */
  | { readonly type: "listed" };

export interface Tabs {
  tell(message: TabMessage): void;
  onMessage(listener: (message: TabMessage) => void): void;
}

export function openTabs(name: string): Tabs {
  if (typeof BroadcastChannel === "undefined") return { tell: () => undefined, onMessage: () => undefined };
  const channel = new BroadcastChannel(name);
  return {
    tell: (message) => channel.postMessage(message),
    onMessage: (listener) =>
      channel.addEventListener("message", ({ data }: MessageEvent<TabMessage>) => listener(data)),
  };
}
