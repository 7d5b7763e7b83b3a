import { CircleX, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./Callout.module.css";

interface CalloutProps {
  readonly severity: "error" | "warning" | "note";
  readonly title?: string;
  readonly icon?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

const ICONS = { error: CircleX, warning: TriangleAlert, note: Info };

/** What happened, why, and what would help, where the user is looking. */
export function Callout({ severity, title, icon, actions, children }: CalloutProps) {
  const Icon = ICONS[severity];
  return (
    <div className={classes.callout} data-severity={severity} role={severity === "error" ? "alert" : "note"}>
      {icon ?? <Icon aria-hidden />}
      <div>
        {title && <b>{title}</b>}
        <div className={title ? "t2" : undefined}>{children}</div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}
