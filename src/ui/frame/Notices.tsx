import { Button } from "@mantine/core";
import { X } from "lucide-react";
import { useEffect } from "react";
import type { Notice } from "../../state/frameSlice.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { useStudio } from "../studioContext.ts";
import classes from "./Notices.module.css";

/** Short notices of what was done, some with an undo. */
export function Notices() {
  const notices = useStudio((state) => state.notices);
  return (
    <div className={classes.stack} role="status" aria-live="polite">
      {notices.map((notice) => (
        <NoticeRow key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

const PLAIN_MS = 5_000;
const WITH_ACTION_MS = 60_000;

function NoticeRow({ notice: { id, text, action } }: { readonly notice: Notice }) {
  const dismiss = useStudio((state) => state.dismiss);
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), action ? WITH_ACTION_MS : PLAIN_MS);
    return () => clearTimeout(timer);
  }, [dismiss, id, action]);
  return (
    <div className={classes.notice}>
      <span>{text}</span>
      {action && (
        <Button
          size="xs"
          onClick={() => {
            action.run();
            dismiss(id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label="Dismiss" onClick={() => dismiss(id)}>
        <X />
      </IconButton>
    </div>
  );
}
