import { useEffect, useMemo } from "react";
import { differenceMap, errorMap } from "../../core/image/errorMap.ts";
import { layerKey, refinedKey, type Layer, type LayerWish } from "../../state/compareSlice.ts";
import type { ShownPlane } from "../../state/followPlane.ts";
import type { FieldSettings } from "../../state/comparedField.ts";
import type { Look } from "../../state/paneLooks.ts";
import { cividisTable, greyTable, parseColor } from "../canvas/colors.ts";
import { paintSlice, type Overlay } from "../canvas/paintSlice.ts";
import { paintValues } from "../canvas/paintValues.ts";
import { toRaster } from "../canvas/raster.ts";
import { useOverlayColors } from "../canvas/useOverlayColors.ts";
import { useStudio } from "../studioContext.ts";
import { DIFFERENCE_COLORS, ERROR_COLORS, ERROR_HATCH } from "./lookColors.ts";

export interface LookRaster {
  readonly raster: OffscreenCanvas | null;
  /** Why there is no overlay yet, or at all. */
  readonly note: string | null;
}

const CIVIDIS = cividisTable();
const GREYS = greyTable();
const FIRST_STRUCTURE = 1;

/** One look of a pane, painted: asks for what it needs and paints again when that has come. */
export function useLookRaster(look: Look | null): LookRaster {
  const plane = useStudio(({ shownPlane }) => (shownPlane?.plane === "xy" ? shownPlane : null));
  const z = plane?.index ?? 0;
  const classId = useStudio((state) => state.classId);
  const window = useStudio((state) => state.window ?? state.data?.image?.window ?? null);
  const opacity = useStudio((state) => state.overlay.opacity);
  const mode = useStudio(({ overlay, isOverlayHeld }) => (isOverlayHeld ? "off" : overlay.mode));
  const colors = useOverlayColors();
  const isHatched = useStudio((state) => state.isHatched);
  const field = useStudio((state) => state.field);
  const truth = useTruth(plane, look?.kind === "truth" || look?.kind === "errors");
  const first = useLayer(wishOf(look, { z, classIndex: classId ?? FIRST_STRUCTURE, field }));
  const against = look?.kind === "difference" ? ({ kind: "prediction", trial: look.against } as const) : null;
  const second = useLayer(wishOf(against, { z, classIndex: 0, field }));

  return useMemo((): LookRaster => {
    if (!look || !plane || !window) return { raster: null, note: null };
    const picture = { ...plane, window };
    const plain = (note: string | null) => ({ raster: toRaster(paintSlice(picture, null)), note });
    const painted = (overlay: Pick<Overlay, "labels" | "colors"> & Partial<Overlay>) => ({
      raster: toRaster(paintSlice(picture, { isLarge: [], mode, opacity, ...overlay })),
      note: null,
    });
    const classOverlay = (labels: Uint8Array) =>
      painted({
        labels,
        colors: colors.map(({ color }) => parseColor(color)),
        isLarge: colors.map(({ isLarge }) => isLarge),
      });
    const note = noteOf(first) ?? noteOf(second);
    if (note !== null) return plain(note);
    switch (look.kind) {
      case "image":
        return plain(null);
      case "truth":
        return truth.labels ? classOverlay(truth.labels) : plain("This stack has no labels");
      case "prediction":
        return first?.kind === "labels" ? classOverlay(first.labels) : plain(null);
      case "errors":
        return first?.kind === "labels" && truth.labels
          ? painted({
              labels: errorMap(truth.labels, first.labels, classId).outcomes,
              colors: ERROR_COLORS,
              ...(isHatched && { hatch: ERROR_HATCH }),
            })
          : plain("Errors need labels");
      case "difference":
        return first?.kind === "labels" && second?.kind === "labels"
          ? painted({ labels: differenceMap(first.labels, second.labels, classId).outcomes, colors: DIFFERENCE_COLORS })
          : plain(null);
      case "probability":
      case "uncertainty":
        return first?.kind === "values"
          ? {
              raster: toRaster(
                paintValues(
                  picture,
                  first.values,
                  look.kind === "probability" ? CIVIDIS : GREYS,
                  mode === "off" ? 0 : 0.35 + 0.65 * opacity,
                ),
              ),
              note: null,
            }
          : plain(null);
      default:
        return look satisfies never;
    }
  }, [look, plane, window, opacity, mode, colors, classId, isHatched, first, second, truth]);
}

/** The labels of a plane: another object after each stroke, which changes them where they are. */
function useTruth(
  plane: ShownPlane | null,
  isSeen: boolean,
): { readonly labels: Uint8Array | null | undefined; readonly at: number | null } {
  const at = useStudio(({ paintedAt }) => (isSeen ? paintedAt : null));
  return useMemo(() => ({ labels: plane?.labels, at }), [plane, at]);
}

interface Wanted {
  readonly z: number;
  readonly classIndex: number;
  readonly field: FieldSettings | null;
}

function wishOf(look: Look | null, { z, classIndex, field }: Wanted): LayerWish | null {
  if (!look || !("trial" in look)) return null;
  const { kind, trial } = look;
  if (kind === "probability" || kind === "uncertainty") return { kind, trial, z, classIndex };
  return field ? { kind: "refined", trial, z, field } : { kind: "prediction", trial, z, classIndex };
}

function noteOf(layer: Layer | null): string | null {
  if (layer?.kind === "loading") return "Predicting";
  return layer?.kind === "missing" ? layer.because : null;
}

/** A layer of the store, asked for when it is not there; of refinements the last of the slice until then. */
export function useLayer(wish: LayerWish | null): Layer | null {
  const wantLayer = useStudio((state) => state.wantLayer);
  const key = wish && layerKey(wish);
  const layer = useStudio(({ layers }) => (key === null ? null : (layers.get(key) ?? null)));
  const last = useStudio(({ layers }) => (wish?.kind === "refined" ? (layers.get(refinedKey(wish)) ?? null) : null));
  useEffect(() => {
    if (wish && !layer) wantLayer(wish);
  });
  return layer ?? last;
}
