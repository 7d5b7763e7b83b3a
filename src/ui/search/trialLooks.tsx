import { Ban, Check, CircleDot, CirclePause, CircleX, MemoryStick, Scissors, Square, Copy } from "lucide-react";
import type { ComponentType } from "react";
import { reasonText, type Trial, type TrialStatus } from "../../core/study/trial.ts";

interface Look {
  readonly word: string;
  readonly Icon: ComponentType<{ "aria-hidden": true }>;
  readonly tone: "t2" | "t3" | "bad" | "accent";
}

const LOOKS: Readonly<Record<TrialStatus, Look>> = {
  running: { word: "Running", Icon: CircleDot, tone: "accent" },
  finished: { word: "Finished", Icon: Check, tone: "t2" },
  pruned: { word: "Pruned", Icon: Scissors, tone: "t2" },
  failed: { word: "Failed", Icon: CircleX, tone: "bad" },
  illegal: { word: "Illegal", Icon: Ban, tone: "t3" },
  outOfMemory: { word: "Too large", Icon: MemoryStick, tone: "bad" },
  cancelled: { word: "Stopped", Icon: Square, tone: "t3" },
  memoised: { word: "Known", Icon: Copy, tone: "t2" },
};

const INTERRUPTED: Look = { word: "Interrupted", Icon: CirclePause, tone: "t2" };

/** Status as icon, word and reason: never colour alone. */
export function TrialState({
  trial,
  isActive,
  note,
}: {
  readonly trial: Trial;
  readonly isActive: boolean;
  readonly note?: string;
}) {
  const { word, Icon, tone } = trial.status === "running" && !isActive ? INTERRUPTED : LOOKS[trial.status];
  const reason = note ?? reasonText(trial);
  return (
    <span className={`row-tight ${tone}`} title={reason || word}>
      <Icon aria-hidden />
      {word}
      {reason && <span className="t3 sm">{reason}</span>}
    </span>
  );
}
