import { useMemo } from "react";
import { useStudioStore } from "../studioContext.ts";

/** What follows from the settings that hold when the edit is made; null changes nothing. */
export type SettingsChange<Settings> = (held: Settings) => Settings | null;

export interface SpaceEdits<Settings> {
  /** Shows what an edit would mean while it is dragged. */
  readonly preview: (change: SettingsChange<Settings>) => void;
  /** One undo step. */
  readonly edit: (change: SettingsChange<Settings>) => void;
}

/** Edits of the chosen space, by the editor that knows its settings. */
export function useSpaceEdit<Settings>(): SpaceEdits<Settings> {
  const store = useStudioStore();
  return useMemo(() => {
    const typed = (change: SettingsChange<Settings>) => (held: unknown) => change(held as Settings) ?? held;
    return {
      preview: (change) => store.getState().previewSpace(typed(change)),
      edit: (change) => store.getState().editSpace(typed(change)),
    };
  }, [store]);
}
