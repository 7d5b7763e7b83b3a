import { useMemo } from "react";
import type { Command } from "../keys/commands.ts";
import { useCommands } from "../keys/useCommands.ts";
import { useStudioStore } from "../studioContext.ts";

const STEP = Math.PI / 24;
interface ArrowKey {
  readonly key: string;
  readonly label: string;
  readonly by: readonly [azimuth: number, elevation: number];
  readonly move: readonly [right: number, down: number];
}

const ARROWS: readonly ArrowKey[] = [
  { key: "ArrowLeft", label: "Turn left", by: [STEP, 0], move: [-0.05, 0] },
  { key: "ArrowRight", label: "Turn right", by: [-STEP, 0], move: [0.05, 0] },
  { key: "ArrowUp", label: "Turn up", by: [0, -STEP], move: [0, -0.05] },
  { key: "ArrowDown", label: "Turn down", by: [0, STEP], move: [0, 0.05] },
];

/** Keys of the 3D view. */
export function useOrbitCommands(): void {
  const store = useStudioStore();
  useCommands(
    useMemo((): readonly Command[] => {
      const state = () => store.getState();
      const group = "3D view";
      return [
        { id: "orbit-drag", label: "Turn the surfaces", group, hint: { caps: ["Drag"], text: "turn" } },
        { id: "orbit-move", label: "Move the surfaces", group, hint: { caps: ["Shift", "Drag"], text: "move" } },
        { id: "orbit-arrows", label: "Turn by steps", group, hint: { caps: ["Arrows"], text: "turn" } },
        ...ARROWS.flatMap(({ key, label, by, move }) => [
          { id: `orbit-${key}`, label, group, keys: [key], run: () => state().turnOrbit(...by) },
          {
            id: `orbit-move-${key}`,
            label: label.replace("Turn", "Move"),
            group,
            keys: [`Shift+${key}`],
            run: () => state().moveOrbit(...move),
          },
        ]),
        { id: "orbit-wheel", label: "Zoom", group, hint: { caps: ["Wheel"], text: "zoom" } },
        { id: "orbit-nearer", label: "Come nearer", group, keys: ["+", "="], run: () => state().magnifyOrbit(1.25) },
        { id: "orbit-further", label: "Go further away", group, keys: ["-"], run: () => state().magnifyOrbit(0.8) },
        {
          id: "orbit-reset",
          label: "Look from where it was first seen",
          group,
          keys: ["0"],
          hint: { caps: ["0"], text: "reset view" },
          run: () => state().resetOrbit(),
        },
      ];
    }, [store]),
  );
}
