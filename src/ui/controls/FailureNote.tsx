import { Button } from "@mantine/core";
import { Copy } from "lucide-react";
import { useState } from "react";
import type { ErrorRecord } from "../../core/errors.ts";
import { useStudioStore } from "../studioContext.ts";
import { Callout } from "./Callout.tsx";
import { diagnosticsOf } from "./diagnostics.ts";

interface FailureNoteProps {
  readonly error: ErrorRecord;
  readonly title?: string;
  readonly dismissLabel?: string;
  readonly onDismiss: () => void;
}

/** An error in the form every error has: what happened, why, what to do, and what to send to someone who can help. */
export function FailureNote({ error, title, dismissLabel = "Dismiss", onDismiss }: FailureNoteProps) {
  const store = useStudioStore();
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(diagnosticsOf(store.getState(), error)).then(() => setCopied(true));
  return (
    <Callout
      severity="error"
      title={title ?? titleOf(error)}
      actions={
        <>
          <Button size="xs" onClick={onDismiss}>
            {dismissLabel}
          </Button>
          <Button size="xs" variant="subtle" leftSection={<Copy aria-hidden />} onClick={copy}>
            {isCopied ? "Copied" : "Copy diagnostics"}
          </Button>
        </>
      }
    >
      {error.message}
    </Callout>
  );
}

const TITLES: Readonly<Record<string, string>> = {
  UnreadableFile: "The file could not be read",
  BadInput: "That does not fit together",
  BadStudyFile: "The study could not be read",
  OutOfMemory: "There was not enough memory",
  DeviceLost: "The browser took the device away",
  DeviceError: "The device could not do it",
  DiskFull: "The browser's storage is full",
  StorageEvicted: "The browser has deleted files of this study",
  StudyBusy: "Another tab has this study",
  NotFound: "It is not here any more",
  WorkerCrashed: "The worker stopped",
};

const titleOf = ({ name }: ErrorRecord): string => TITLES[name] ?? "Something went wrong";
