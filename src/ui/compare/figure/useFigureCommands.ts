import { useMemo } from "react";
import type { Command } from "../../keys/commands.ts";
import { useCommands } from "../../keys/useCommands.ts";
import { useStudioStore } from "../../studioContext.ts";
import type { ComposedFigure } from "./composeFigure.ts";
import { saveFigure } from "./saveFigure.ts";

const STEP = 1.15;

/** Keys of the figure. */
export function useFigureCommands(composed: ComposedFigure | null): void {
  const store = useStudioStore();
  useCommands(
    useMemo((): readonly Command[] => {
      const group = "Figure";
      const enlarge = (factor: number) => () => {
        const { figure, changeFigure } = store.getState();
        if (figure)
          changeFigure({ zoom: { ...figure.zoom, zoom: Math.min(12, Math.max(1.2, figure.zoom.zoom * factor)) } });
      };
      return [
        { id: "figure.move", label: "Move what is shown", group, hint: { caps: ["Drag"], text: "move crop" } },
        {
          ...{ id: "figure.smaller", label: "Enlarge less", group, keys: ["["], run: enlarge(1 / STEP) },
          hint: { caps: ["[", "]"], text: "enlarge" },
        },
        { id: "figure.larger", label: "Enlarge more", group, keys: ["]"], run: enlarge(STEP) },
        {
          ...{ id: "figure.export", label: "Export the figure as PDF", group, keys: ["Mod+e"] },
          hint: { caps: ["Ctrl", "E"], text: "export as PDF" },
          run: () => {
            const state = store.getState();
            if (composed?.missing === null)
              void state.attempt(() => saveFigure(state, composed, { format: "pdf", hasNumbers: false }));
          },
        },
        {
          ...{ id: "figure.close", label: "Back to the panes", group, keys: ["Escape"] },
          hint: { caps: ["Esc"], text: "back to panes" },
          run: () => store.getState().closeFigure(),
        },
      ];
    }, [store, composed]),
  );
}
