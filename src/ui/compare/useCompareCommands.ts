import { useMemo } from "react";
import type { StudioStore } from "../../state/store.ts";
import type { Command } from "../keys/commands.ts";
import { useCommands } from "../keys/useCommands.ts";
import { useStudioStore } from "../studioContext.ts";
import { composeSeen } from "./composeSeen.ts";
import { glide } from "./glide.ts";
import { placePointHere } from "./placePointHere.ts";

const group = "Compare";

/** Keys of the Compare room. */
export function useCompareCommands(): void {
  const store = useStudioStore();
  useCommands(useMemo(() => [...lookCommands(store), ...pointCommands(store), ...paneCommands(store)], [store]));
}

/** Those that are left while one paints on the panes: digits and letters are classes and tools then. */
export function useCompareLookCommands(): void {
  const store = useStudioStore();
  useCommands(useMemo(() => lookCommands(store), [store]));
}

function lookCommands(store: StudioStore): readonly Command[] {
  const state = () => store.getState();
  const nextDisagreement = () => {
    const [first, second] = state().compared;
    if (first !== undefined && second !== undefined) void state().goToNextDisagreement(first, second, glide(store));
  };
  return [
    {
      id: "next-disagreement",
      label: "Next disagreement",
      group,
      keys: ["n"],
      hint: { caps: ["N"], text: "next disagreement" },
      run: nextDisagreement,
    },
    {
      id: "next-mode",
      label: "Next mode",
      group,
      keys: ["m"],
      hint: { caps: ["M"], text: "next mode" },
      run: () => state().nextMode(),
    },
    {
      id: "shift-pane",
      label: "Shift one pane against the others",
      group,
      hint: { caps: ["Alt", "Drag"], text: "shift one pane" },
    },
    {
      id: "hold-truth",
      label: "Show the truth while held",
      group,
      keys: ["t"],
      hint: { caps: ["T"], text: "truth (hold)" },
      hold: (isDown) => state().holdTruth(isDown),
    },
  ];
}

const pointCommands = (store: StudioStore): readonly Command[] => [
  {
    id: "place-point",
    label: "Place a point of comparison",
    group,
    keys: ["p"],
    hint: { caps: ["P"], text: "place point" },
    run: () => placePointHere(store),
  },
  { id: "compose-figure", label: "Figure of these panes", group, run: () => composeSeen(store) },
  {
    id: "paint-panes",
    label: "Paint labels on the panes",
    group,
    run: () => void store.getState().setPaintingPanes(true),
  },
];

const paneCommands = ({ getState: state }: StudioStore): readonly Command[] => [
  { id: "choose-pane", label: "Choose a pane", group, hint: { caps: ["1", "9"], text: "choose a pane" } },
  ...Array.from({ length: 9 }, (_, index) => ({
    id: `pane-${index}`,
    label: `Choose pane ${String.fromCharCode(65 + index)}`,
    group,
    keys: [String(index + 1)],
    run: () => state().choosePane(index),
  })),
];
