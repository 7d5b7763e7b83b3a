import { useMemo } from "react";
import type { PaintTool } from "../../state/painting/paintTools.ts";
import type { StudioStore } from "../../state/store.ts";
import type { Command } from "../keys/commands.ts";
import { useCommands, useUndoStack } from "../keys/useCommands.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";

const TOOL_KEYS: readonly (readonly [tool: PaintTool, key: string, label: string])[] = [
  ["brush", "b", "Brush"],
  ["eraser", "e", "Eraser"],
  ["polygon", "p", "Polygon: click its corners, or draw it"],
  ["fill", "f", "Fill what hangs together and is alike"],
  ["pick", "i", "Pick the class under the pointer"],
];
const CLASS_KEYS = 9;

/** Keys for painting, as in napari and webKnossos; Ctrl+Z takes back strokes while one paints. */
export function usePaintCommands(): void {
  const store = useStudioStore();
  useCommands(
    useMemo(
      () => [...toolCommands(store), ...paintOnlyCommands(store), nextCommand(store), ...classCommands(store)],
      [store],
    ),
  );
  usePaintUndo();
}

/** The same keys on panes that are compared, where the next place is one that they disagree on. */
export function usePanePaintCommands(): void {
  const store = useStudioStore();
  useCommands(useMemo(() => [...toolCommands(store), ...paintOnlyCommands(store), ...classCommands(store)], [store]));
  usePaintUndo();
}

/** The same keys where slices are corrected, and those for what is proposed. */
export function useCorrectCommands(): void {
  const store = useStudioStore();
  useCommands(useMemo(() => [...toolCommands(store), ...proposalCommands(store), ...classCommands(store)], [store]));
  usePaintUndo();
}

const group = "Paint";

function toolCommands({ getState: state }: StudioStore): readonly Command[] {
  return [
    ...TOOL_KEYS.map(([tool, key, label]) => ({
      id: `paint-${tool}`,
      label,
      group,
      keys: [key],
      ...(tool === "brush" && { hint: { caps: ["B"], text: "brush" } }),
      run: () => state().changePaint({ tool }),
    })),
    { id: "paint-smaller", label: "Smaller brush", group, keys: ["["], run: () => state().resizeBrush(-1) },
    {
      id: "paint-larger",
      label: "Larger brush; Shift and the wheel do the same",
      group,
      keys: ["]"],
      hint: { caps: ["[", "]"], text: "size" },
      run: () => state().resizeBrush(1),
    },
    {
      id: "paint-pan",
      label: "Pan while held",
      group,
      keys: ["Space"],
      hint: { caps: ["Space"], text: "pan (hold)" },
      hold: (isDown) => state().holdPan(isDown),
    },
    {
      id: "paint-alt",
      label: "Pick the class under the pointer",
      group,
      hint: { caps: ["Alt", "Click"], text: "pick class" },
    },
    {
      id: "paint-between",
      label: "Fill the chosen class between slices",
      group,
      keys: ["g"],
      hint: { caps: ["G"], text: "fill between" },
      run: () => void state().fillBetween(),
    },
    {
      id: "paint-copy",
      label: "Copy the chosen class from the slice before",
      group,
      keys: ["c"],
      run: () => void state().copyBefore(),
    },
    { id: "paint-drop", label: "Leave the polygon", group, keys: ["Escape"], run: () => state().dropPolygon() },
  ];
}

/** Keys that mean something else where slices are corrected. */
const paintOnlyCommands = ({ getState: state }: StudioStore): readonly Command[] => [
  {
    id: "paint-erase",
    label: "Erase while held",
    group,
    keys: ["x"],
    hint: { caps: ["X"], text: "erase (hold)" },
    hold: (isDown) => state().holdEraser(isDown),
  },
  {
    id: "paint-close",
    label: "Close the polygon; a double click does the same",
    group,
    keys: ["Enter"],
    run: () => state().closePolygon(),
  },
];

const nextCommand = ({ getState: state }: StudioStore): Command => ({
  id: "paint-next",
  label: "Where next: the place that votes differ on most",
  group,
  keys: ["n"],
  hint: { caps: ["N"], text: "where next" },
  run: () => void state().suggestNext(),
});

const proposalCommands = ({ getState: state }: StudioStore): readonly Command[] => [
  {
    id: "correct-accept",
    label: "Accept what is clicked",
    group,
    keys: ["a"],
    hint: { caps: ["A"], text: "accept" },
    run: () => state().changePaint({ tool: "accept" }),
  },
  {
    id: "correct-refuse",
    label: "Not this: what is proposed under the pointer is background",
    group,
    keys: ["x"],
    hint: { caps: ["X"], text: "not this" },
    run() {
      const { brushAt, acceptAt } = state();
      if (brushAt) void acceptAt(brushAt, true);
    },
  },
  {
    id: "correct-slice",
    label: "The slice is right, next; with a polygon begun, closes that",
    group,
    keys: ["Enter"],
    hint: { caps: ["Enter"], text: "slice is right" },
    run: () => (state().corners.length > 0 ? state().closePolygon() : void state().acceptSlice()),
  },
  {
    id: "correct-rest",
    label: "Accept the rest of all slices",
    group,
    keys: ["Shift+a"],
    run: () => void state().acceptRest("round"),
  },
  {
    id: "correct-train",
    label: "Train on corrections",
    group,
    keys: ["r"],
    hint: { caps: ["R"], text: "train on" },
    run: () => void state().trainOnCorrection(),
  },
];

const classCommands = ({ getState: state }: StudioStore): readonly Command[] =>
  Array.from({ length: CLASS_KEYS }, (_, index) => ({
    id: `paint-class-${index + 1}`,
    label: `Paint class ${index + 1} of the list`,
    group,
    keys: [String(index + 1)],
    run() {
      if (state().data?.mapping?.classes[index]) state().selectClass(index);
    },
  }));

function usePaintUndo(): void {
  const canUndo = useStudio(({ data }) => (data?.painting?.done.length ?? 0) > 0);
  const canRedo = useStudio(({ data }) => (data?.painting?.undone.length ?? 0) > 0);
  const undoPaint = useStudio((state) => state.undoPaint);
  const redoPaint = useStudio((state) => state.redoPaint);
  useUndoStack(
    useMemo(
      () => ({ canUndo, canRedo, undo: () => void undoPaint(), redo: () => void redoPaint() }),
      [canUndo, canRedo, undoPaint, redoPaint],
    ),
  );
}
