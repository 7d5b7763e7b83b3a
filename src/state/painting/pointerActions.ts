import { UNLABELLED, type LabelMapping } from "../../core/image/labelMap.ts";
import { floodFill } from "../../core/image/painting/floodFill.ts";
import type { PlaneMask, PlanePoint } from "../../core/image/painting/planeMask.ts";
import { polygonMask } from "../../core/image/painting/polygon.ts";
import type { StudioApi } from "../../worker/studioApi.ts";
import { planeAspect } from "../planeAspect.ts";
import type { StudioState, StudioStore } from "../store.ts";
import { chosenClass, isErasing } from "./chosenClass.ts";
import type { Commits } from "./commits.ts";
import type { PaintSlice } from "./paintSlice.ts";
import { valueOfClass } from "./paintTools.ts";
import { beginStroke, bothRects, type LabelledPlane, type StrokeInHand, type StrokeWish } from "./strokeInHand.ts";
import { voxelPath } from "./voxelPath.ts";

type PointerActions = Pick<PaintSlice, "pressBrush" | "dragBrush" | "releaseBrush" | "closePolygon">;
type StrokeTool = "brush" | "polygon" | "fill";

/** What the pointer does on the plane. */
export function pointerActions(
  client: Pick<StudioApi, "paint">,
  { getState: get, setState: set }: StudioStore,
  commits: Commits,
): PointerActions {
  let inHand: StrokeInHand | null = null;
  let isLasso = false;

  function extend(points: readonly PlanePoint[]): void {
    const { data, paint, plane } = get();
    const brush = { diameter: paint.size, aspect: planeAspect(data?.image?.voxelSizeNm ?? null, plane) };
    const rects = points.flatMap((point) => inHand?.extend(point, brush) ?? []);
    if (rects.length > 0) set({ repainted: rects.reduce(bothRects) });
  }

  function coverOnce(tool: StrokeTool, maskOf: (stroke: StrokeInHand) => PlaneMask | null): void {
    const stroke = begun(get(), tool);
    const mask = stroke && maskOf(stroke);
    const repainted = mask && stroke.cover(mask);
    if (!stroke || !repainted) return;
    set({ repainted });
    void send(client, get(), commits, stroke);
  }

  function closePolygon(): void {
    const { corners } = get();
    set({ corners: [] });
    coverOnce("polygon", ({ plane }) => polygonMask(corners, plane));
  }

  return {
    pressBrush(at, isPick) {
      const { tool } = get().paint;
      if (isPick || tool === "pick") set(picked(get(), at));
      else if (tool === "accept") void get().acceptAt(at);
      else if (tool === "fill") coverOnce("fill", ({ plane }) => filled(get(), plane as LabelledPlane, at));
      else if (tool === "polygon") {
        isLasso = get().corners.length === 0;
        set(({ corners }) => ({ corners: [...corners, at] }));
      } else {
        inHand = begun(get(), "brush");
        extend([at]);
      }
    },
    dragBrush(path) {
      if (inHand) extend(path);
      else if (get().paint.tool === "polygon" && get().corners.length > 0)
        set(({ corners }) => ({ corners: [...corners, ...path] }));
    },
    releaseBrush() {
      const stroke = inHand;
      inHand = null;
      if (stroke) void send(client, get(), commits, stroke);
      else if (isLasso && get().corners.length > 3) closePolygon();
    },
    closePolygon,
  };
}

/** A stroke on the plane that is shown; null where there is none, or no class. */
function begun(state: StudioState, tool: StrokeTool): StrokeInHand | null {
  const { shownPlane, data } = state;
  if (!shownPlane?.labels || !data?.mapping) return null;
  return beginStroke(shownPlane as LabelledPlane, wishOf(state, data.mapping, tool));
}

function wishOf(state: StudioState, mapping: LabelMapping, tool: StrokeTool): StrokeWish {
  const { greys, keepsPainted } = state.paint;
  const limits = { greys, keepsPainted };
  if (isErasing(state)) return { tool: "eraser", classIndex: UNLABELLED, value: UNLABELLED, limits };
  const classIndex = chosenClass(state);
  return { tool, classIndex, value: valueOfClass(mapping, classIndex), limits };
}

/** What a fill covers: greys are alike by a share of the window that they are seen through. */
function filled(state: StudioState, plane: LabelledPlane, { x, y }: PlanePoint): PlaneMask | null {
  const { data, paint, window } = state;
  const [low, high] = window ?? data!.image!.window;
  const { classIndex, limits } = wishOf(state, data!.mapping!, "fill");
  const place = { x: Math.floor(x), y: Math.floor(y) };
  return floodFill(plane, place, { tolerance: paint.tolerance * (high - low), value: classIndex, limits });
}

/** The class under the pointer, where there is one. */
function picked({ shownPlane }: StudioState, { x, y }: PlanePoint): Partial<StudioState> {
  const label = shownPlane?.labels?.[Math.floor(y) * shownPlane.width + Math.floor(x)] ?? UNLABELLED;
  return label === UNLABELLED ? {} : { classId: label };
}

/** A finished stroke to the worker; of a ball its way, as only the worker has what is around the plane. */
async function send(
  { paint: api }: Pick<StudioApi, "paint">,
  { paint, shownPlane }: StudioState,
  commits: Commits,
  stroke: StrokeInHand,
): Promise<void> {
  const finished = stroke.finished();
  if (!finished) return;
  const { tool, plane, index, value } = finished;
  if (paint.isBall && (tool === "brush" || tool === "eraser")) {
    const { greys, keepsPainted, size: diameter } = paint;
    const path = voxelPath(stroke.path(), { plane, index });
    const wish = { plane, index, value, path, diameter, limits: { greys, keepsPainted } };
    await commits.change(() => api.ball(wish));
  } else if (shownPlane === stroke.plane) await commits.send(() => api.stroke(finished));
  else await commits.change(() => api.stroke(finished));
}
