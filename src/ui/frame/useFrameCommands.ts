import { useEffect, useMemo } from "react";
import { ROOM_NAMES, ROOMS } from "../../state/frameSlice.ts";
import { commandStore, type Command } from "../keys/commands.ts";
import { useCommands } from "../keys/useCommands.ts";
import { useStudioStore } from "../studioContext.ts";
import { copyLink } from "./copyLink.ts";
import { chooseFiles } from "./fileChooser.ts";

/** What can be done in every room. */
export function useFrameCommands(): void {
  const store = useStudioStore();
  useEffect(() => {
    const { calibrate, loadSamples, refreshLibrary, watchLibrary, askPlanCosts } = store.getState();
    void loadSamples().then(() =>
      Promise.all([calibrate(), askPlanCosts(store.getState().samples[0]?.classNames.length ?? 2)]),
    );
    void refreshLibrary().then(watchLibrary);
  }, [store]);

  const commands = useMemo((): readonly Command[] => {
    const state = () => store.getState();
    const undoStack = () => commandStore.getState().undoStack;
    return [
      {
        id: "palette",
        label: "Find a command",
        group: "Everywhere",
        keys: ["Mod+k"],
        run: () => state().showSheet("palette"),
      },
      {
        id: "shortcuts",
        label: "All shortcuts",
        group: "Everywhere",
        keys: ["?"],
        hint: { caps: ["?"], text: "all shortcuts" },
        run: () => state().showSheet("shortcuts"),
      },
      {
        id: "undo",
        label: "Undo",
        group: "Everywhere",
        keys: ["Mod+z"],
        run: () => undoStack()?.canUndo && undoStack()?.undo(),
      },
      {
        id: "redo",
        label: "Redo",
        group: "Everywhere",
        keys: ["Mod+y", "Mod+Shift+z"],
        run: () => undoStack()?.canRedo && undoStack()?.redo(),
      },
      {
        id: "open",
        label: "Open images, labels or a study file",
        group: "Everywhere",
        keys: ["o", "Mod+o"],
        run: chooseFiles,
      },
      {
        id: "open-address",
        label: "Open data from an address",
        group: "Everywhere",
        run: () => state().showSheet("address"),
      },
      { id: "studies", label: "Studies in this browser", group: "Everywhere", run: () => state().showSheet("studies") },
      {
        id: "copy-link",
        label: "Copy a link to what is shown",
        group: "Everywhere",
        run: () => void copyLink(store),
      },
      {
        id: "clear",
        label: "Clear the selection",
        group: "Everywhere",
        keys: ["Escape"],
        run: () => state().clearSelection(),
      },
      ...ROOMS.map((room, index) => ({
        id: `room-${room}`,
        label: `Go to ${ROOM_NAMES[room]}`,
        group: "Rooms",
        keys: [`Alt+${index + 1}`],
        run: () => state().openRoom(room),
      })),
    ];
  }, [store]);
  useCommands(commands);
}
