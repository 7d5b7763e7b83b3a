import { MODIFIER } from "../keys/modifier.ts";
import { useMemo } from "react";
import type { Command } from "../keys/commands.ts";
import { useCommands } from "../keys/useCommands.ts";
import { useStudioStore } from "../studioContext.ts";

/** Keys for looking at slices, the same in every room that shows images. */
export function useViewCommands(): void {
  const store = useStudioStore();
  useCommands(
    useMemo((): readonly Command[] => {
      const state = () => store.getState();
      const group = "Image";
      return [
        { id: "wheel", label: "Step through slices", group, hint: { caps: ["Wheel"], text: "slice" } },
        { id: "next-slice", label: "Next slice", group, keys: ["PageDown", "."], run: () => state().step(1) },
        { id: "previous-slice", label: "Previous slice", group, keys: ["PageUp", ","], run: () => state().step(-1) },
        { id: "zoom", label: "Zoom to the cursor", group, hint: { caps: [MODIFIER, "Wheel"], text: "zoom" } },
        { id: "zoom-in", label: "Zoom in", group, keys: ["+", "="], run: () => state().magnify(1.25) },
        { id: "zoom-out", label: "Zoom out", group, keys: ["-"], run: () => state().magnify(0.8) },
        {
          id: "drag",
          label: "Pan; arrows on a focused image do the same",
          group,
          hint: { caps: ["Drag"], text: "pan" },
        },
        {
          id: "fit",
          label: "Fit the image into the pane",
          group,
          keys: ["0"],
          hint: { caps: ["0"], text: "fit" },
          run: () => state().setView({ zoom: "fit", center: null }),
        },
        {
          id: "hide",
          label: "Hide the overlay while held",
          group,
          keys: ["h"],
          hint: { caps: ["H"], text: "hide overlay (hold)" },
          hold: (isDown) => state().holdOverlay(isDown),
        },
        {
          id: "fainter",
          label: "Fainter overlay",
          group,
          keys: ["["],
          hint: { caps: ["[", "]"], text: "overlay opacity" },
          run: () => state().setOverlayOpacity(state().overlay.opacity - 0.1),
        },
        {
          id: "stronger",
          label: "Stronger overlay",
          group,
          keys: ["]"],
          run: () => state().setOverlayOpacity(state().overlay.opacity + 0.1),
        },
      ];
    }, [store]),
  );
}
