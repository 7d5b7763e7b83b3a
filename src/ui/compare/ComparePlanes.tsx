import { useMemo } from "react";
import { errorMap } from "../../core/image/errorMap.ts";
import { crossHair, placeIn } from "../../state/orthoSlice.ts";
import { trialName } from "../../state/roomSummary.ts";
import type { Plane } from "../../core/image/plane.ts";
import { OrthoPane } from "../canvas/OrthoPane.tsx";
import { OrthoView } from "../canvas/OrthoView.tsx";
import { paintSlice } from "../canvas/paintSlice.ts";
import { toRaster } from "../canvas/raster.ts";
import { useSliceRaster } from "../canvas/useSliceRaster.ts";
import { useStudio } from "../studioContext.ts";
import { ERROR_COLORS } from "./lookColors.ts";
import { useLayer } from "./useLookRaster.ts";

/** The prediction of one trial in three planes at once; errors where the mode asks for them, the truth while its key is held. */
export function ComparePlanes() {
  const trial = useStudio(({ orthoTrial, compared }) => orthoTrial ?? compared[0] ?? null);
  if (trial === null) return <p className="panel-body t2">Choose a trial to see its prediction in three planes.</p>;
  return <OrthoView>{(plane) => <ComparePlane plane={plane} trial={trial} />}</OrthoView>;
}

function ComparePlane({ plane, trial }: { readonly plane: Plane; readonly trial: number }) {
  const shown = useStudio(({ orthoPlanes }) => orthoPlanes[plane]);
  const index = useStudio((state) => placeIn(plane, crossHair(state)));
  const isTruthHeld = useStudio((state) => state.isTruthHeld);
  const isErrors = useStudio(({ mode }) => mode === "errors");
  const overlay = useStudio(({ overlay: { mode }, isOverlayHeld }) => (isOverlayHeld ? "off" : mode));
  const name = useStudio(({ study }) => trialName(study, trial));
  const layer = useLayer({ kind: "predictedPlane", trial, plane, index });
  const predicted = layer?.kind === "labels" && layer.labels.length === shown?.image.length ? layer.labels : null;
  const picture = useMemo(
    () => shown && { ...shown, labels: isTruthHeld ? shown.labels : predicted },
    [shown, isTruthHeld, predicted],
  );
  const painted = useSliceRaster(picture, overlay);
  const errors = useErrorRaster(isErrors && !isTruthHeld ? plane : null, predicted);
  if (!shown) return null;
  const note = layer?.kind === "loading" ? "Predicting" : layer?.kind === "missing" ? layer.because : null;
  return <OrthoPane shown={shown} raster={errors ?? painted} what={isTruthHeld ? "Truth" : name} note={note} />;
}

/** Where the prediction differs from the truth on a plane; null while that is not asked for, or not known. */
function useErrorRaster(plane: Plane | null, predicted: Uint8Array | null): OffscreenCanvas | null {
  const shown = useStudio(({ orthoPlanes }) => (plane ? orthoPlanes[plane] : null));
  const classId = useStudio((state) => state.classId);
  const window = useStudio((state) => state.window ?? state.data?.image?.window ?? null);
  const mode = useStudio(({ overlay, isOverlayHeld }) => (isOverlayHeld ? "off" : overlay.mode));
  const opacity = useStudio(({ overlay }) => overlay.opacity);
  return useMemo(() => {
    if (!shown?.labels || !predicted || !window) return null;
    return toRaster(
      paintSlice(
        { ...shown, window },
        {
          labels: errorMap(shown.labels, predicted, classId).outcomes,
          colors: ERROR_COLORS,
          isLarge: [],
          mode,
          opacity,
        },
      ),
    );
  }, [shown, predicted, classId, window, mode, opacity]);
}
