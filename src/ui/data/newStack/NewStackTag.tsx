import type { ShownPlane } from "../../../state/followPlane.ts";
import { isLayerOf } from "../../../state/newStackSlice.ts";
import { trialName } from "../../../state/roomSummary.ts";
import { useStudio } from "../../studioContext.ts";

/** Says in the corner of a plane what is laid over it, and by whom it was predicted. */
export function NewStackTag({ shown }: { readonly shown: ShownPlane }) {
  const study = useStudio((state) => state.study);
  const trial = useStudio(({ newStack }) => newStack?.trial ?? null);
  const look = useStudio((state) => state.newStackLook);
  const isThere = useStudio(({ newStackLayer }) => isLayerOf(newStackLayer, shown));
  if (trial === null || look === "off") return null;
  const what = look === "doubt" ? "doubt" : "prediction";
  return <span className="tag">{isThere ? `${trialName(study, trial)}, ${what}` : "Predicting"}</span>;
}
