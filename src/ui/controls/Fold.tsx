import { ActionIcon } from "@mantine/core";
import { Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./Fold.module.css";

interface FoldProps {
  readonly title: string;
  /** Its values in a few words. */
  readonly summary: string;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
  /** Puts the usual values back; null where it has them, missing where nothing is usual. */
  readonly onReset?: (() => void) | null;
  readonly children: ReactNode;
}

/** A group of fields that says its values in a line and shows the fields when it is opened. */
export function Fold({ title, summary, isOpen, onToggle, onReset, children }: FoldProps) {
  return (
    <div className={classes.fold} data-resettable={onReset ? true : undefined}>
      <details open={isOpen} onToggle={(event) => onToggle(event.currentTarget.open)}>
        <summary>
          <b>{title}</b>
          <span className={`t2 ${classes.summary!}`} title={summary}>
            {summary}
          </span>
          {onReset !== undefined && (
            <span className={onReset ? classes.changed : "t3"}>{onReset ? "changed" : "default"}</span>
          )}
        </summary>
        <fieldset>
          <legend className="visually-hidden">{title}</legend>
          {children}
        </fieldset>
      </details>
      {onReset && (
        <ActionIcon
          className={classes.reset}
          size={20}
          variant="subtle"
          color="gray"
          aria-label={`${title} as usual`}
          title="As usual"
          onClick={onReset}
        >
          <Undo2 style={{ width: 13, height: 13 }} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}
