import { Button, Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { PanelLeft, PanelRight } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import classes from "./SidePanels.module.css";

interface Side {
  readonly label: string;
  readonly content: ReactNode;
  /** Pixels at 1440 and at 1280 or narrower. */
  readonly width: readonly [wide: number, narrow: number];
}

interface SidePanelsProps {
  /** Under which the sizes are kept. */
  readonly id: string;
  readonly left?: Side;
  readonly right?: Side;
  readonly children: ReactNode;
}

/** A room's middle with panels at its sides: resizable, or drawers where the window is narrow. */
export function SidePanels(props: SidePanelsProps) {
  const isNarrow = useMediaQuery("(max-width: 1099px)", false, { getInitialValueInEffect: false });
  return isNarrow ? <DrawerPanels {...props} /> : <ResizablePanels {...props} />;
}

function ResizablePanels({ id, left, right, children }: SidePanelsProps) {
  const isMedium = useMediaQuery("(max-width: 1360px)", false, { getInitialValueInEffect: false });
  const layout = useDefaultLayout({
    id: `cristae-${id}${isMedium ? "-medium" : ""}`,
    storage: localStorage,
    onlySaveAfterUserInteractions: true,
  });
  const side = (name: string, { content, label, width }: Side) => (
    <Panel
      id={name}
      className={classes.side}
      defaultSize={width[isMedium ? 1 : 0]}
      minSize={180}
      maxSize={640}
      groupResizeBehavior="preserve-pixel-size"
      aria-label={label}
      role="region"
    >
      {content}
    </Panel>
  );
  return (
    <Group
      className={classes.group}
      key={isMedium ? "medium" : "wide"}
      {...(layout.defaultLayout && { defaultLayout: layout.defaultLayout })}
      onLayoutChanged={layout.onLayoutChanged}
    >
      {left && side("left", left)}
      {left && <Separator className={classes.separator} aria-label={`Width of ${left.label}`} />}
      <Panel id="middle" className={classes.middle} minSize={320}>
        {children}
      </Panel>
      {right && <Separator className={classes.separator} aria-label={`Width of ${right.label}`} />}
      {right && side("right", right)}
    </Group>
  );
}

function DrawerPanels({ left, right, children }: SidePanelsProps) {
  const [open, setOpen] = useState<"left" | "right" | null>(null);
  return (
    <div className={classes.narrow}>
      <div className={classes.openers}>
        {left && (
          <Button size="xs" leftSection={<PanelLeft aria-hidden />} onClick={() => setOpen("left")}>
            {left.label}
          </Button>
        )}
        <span className="space" />
        {right && (
          <Button size="xs" leftSection={<PanelRight aria-hidden />} onClick={() => setOpen("right")}>
            {right.label}
          </Button>
        )}
      </div>
      {children}
      {[left, right].map((side, index) => {
        const position = index === 0 ? "left" : "right";
        return (
          side && (
            <Drawer
              key={position}
              opened={open === position}
              onClose={() => setOpen(null)}
              position={position}
              size={side.width[0]}
              title={side.label}
              closeButtonProps={{ "aria-label": "Close" }}
              transitionProps={{ duration: 120 }}
            >
              {side.content}
            </Drawer>
          )
        );
      })}
    </div>
  );
}
