import { PlaneCross } from "../canvas/PlaneCross.tsx";
import type { Frame, Size } from "../canvas/viewTransform.ts";
import { useStudio } from "../studioContext.ts";

/** The cursor of one pane as lines in all of them. */
export function CrossLines({ frame, pane }: { readonly frame: Frame; readonly pane: Size }) {
  const hover = useStudio((state) => state.hover);
  return hover && <PlaneCross at={hover} frame={frame} pane={pane} />;
}
