import type { ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import classes from "./SidePanels.module.css";

interface StackedPanelsProps {
  /** Under which the sizes are kept. */
  readonly id: string;
  /** What the line between the two changes. */
  readonly label: string;
  readonly top: ReactNode;
  readonly bottom: ReactNode;
}

/** Pixels of the head of a panel, which is what stays of one that is pushed away. */
const HEAD = 34;

/** Two panels above each other that share a height; the line between them can be moved, by key too. */
export function StackedPanels({ id, label, top, bottom }: StackedPanelsProps) {
  const layout = useDefaultLayout({ id: `cristae-${id}`, storage: localStorage, onlySaveAfterUserInteractions: true });
  return (
    <Group
      orientation="vertical"
      className={classes.group}
      {...(layout.defaultLayout && { defaultLayout: layout.defaultLayout })}
      onLayoutChanged={layout.onLayoutChanged}
    >
      <Panel id="top" className={classes.stacked} minSize={HEAD}>
        {top}
      </Panel>
      <Separator className={classes.lying} aria-label={label} />
      <Panel id="bottom" className={classes.stacked} minSize={HEAD} defaultSize="48%">
        {bottom}
      </Panel>
    </Group>
  );
}
