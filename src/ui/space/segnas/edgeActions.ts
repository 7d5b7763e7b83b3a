import { useMemo, type KeyboardEvent, type MouseEvent } from "react";
import { BLOCK_OPERATIONS, NONE } from "../../../catalog/spaces/segnas/block.ts";
import { useStudioStore } from "../../studioContext.ts";

/** What an edge's cell and its label on the graph answer to alike: a click takes the next operation, with Shift or the right button the one before. */
export function useEdgeActions() {
  const store = useStudioStore();
  return useMemo(() => {
    const { cycleOperation, setOperation } = store.getState();
    return (edge: number) => ({
      onClick: (event: MouseEvent) => cycleOperation(edge, event.shiftKey ? -1 : 1),
      onContextMenu: (event: MouseEvent) => {
        event.preventDefault();
        cycleOperation(edge, -1);
      },
      onKeyDown: (event: KeyboardEvent) => {
        const digit = /^\d$/.test(event.key) ? Number(event.key) : -1;
        if (digit >= 0 && digit < BLOCK_OPERATIONS.length) setOperation(edge, digit);
        else if (event.key === "Backspace" || event.key === "Delete") setOperation(edge, NONE);
        else if (event.key === "Enter" && event.shiftKey) cycleOperation(edge, -1);
        else return;
        event.preventDefault();
      },
    });
  }, [store]);
}
