import { useMemo } from "react";
import { surfaceSides } from "../../state/surfaceSlice.ts";
import { useStudio } from "../studioContext.ts";
import { SurfacePanel } from "../surfaces/SurfacePanel.tsx";

/** Two trials, or the truth and one, as surfaces side by side. */
export function CompareSurfaces() {
  const chosen = useStudio((state) => state.surfaceSides);
  const compared = useStudio((state) => state.compared);
  const sources = useMemo(() => surfaceSides({ surfaceSides: chosen, compared }), [chosen, compared]);
  return <SurfacePanel sources={sources} />;
}
