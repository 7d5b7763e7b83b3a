import { Button } from "@mantine/core";
import { CircleQuestionMark, Redo2, Search, Undo2 } from "lucide-react";
import { useStore } from "zustand";
import { Caps } from "../controls/Caps.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { commandStore } from "../keys/commands.ts";
import { MODIFIER } from "../keys/modifier.ts";
import { useStudio } from "../studioContext.ts";
import { DeviceChip } from "./DeviceChip.tsx";
import { RoomTabs } from "./RoomTabs.tsx";
import { StudyMenu } from "./StudyMenu.tsx";
import { ThemeSwitch } from "./ThemeSwitch.tsx";
import classes from "./TopBar.module.css";

export function TopBar() {
  const undoStack = useStore(commandStore, (state) => state.undoStack);
  const showSheet = useStudio((state) => state.showSheet);
  return (
    <header className={classes.bar}>
      <div className={classes.brand}>
        <svg
          viewBox="0 0 20 20"
          width={20}
          height={20}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.5}
          strokeLinecap="round"
          aria-hidden
        >
          <rect x="1" y="4" width="18" height="12" rx="6" />
          <path d="M6 4.4v6.2M10 15.6V9.4M14 4.4v6.2" />
        </svg>
        Cristae
      </div>
      <StudyMenu />
      <RoomTabs />
      <span className="space" />
      <IconButton label="Undo" disabled={!undoStack?.canUndo} onClick={() => undoStack?.undo()}>
        <Undo2 />
      </IconButton>
      <IconButton label="Redo" disabled={!undoStack?.canRedo} onClick={() => undoStack?.redo()}>
        <Redo2 />
      </IconButton>
      <span className="rule" style={{ margin: "0 4px" }} />
      <DeviceChip />
      <Button
        size="xs"
        variant="subtle"
        aria-label="Commands"
        onClick={() => showSheet("palette")}
        leftSection={<Search size={13} aria-hidden />}
      >
        <Caps caps={[`${MODIFIER} K`]} />
      </Button>
      <ThemeSwitch />
      <IconButton label="Shortcuts and help" data-tour="help" onClick={() => showSheet("shortcuts")}>
        <CircleQuestionMark />
      </IconButton>
    </header>
  );
}
