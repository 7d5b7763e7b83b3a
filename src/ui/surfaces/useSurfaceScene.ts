import { useCallback, useEffect, useMemo, useState } from "react";
import { toErrorRecord } from "../../core/errors.ts";
import type { ClassSurface } from "../../worker/studioApi.ts";
import { useSize } from "../controls/useSize.ts";
import { hiddenSurfaces } from "../../state/surfaceSlice.ts";
import { useStudio } from "../studioContext.ts";
import { createSurfaceScene, type SurfaceScene } from "./surfaceScene.ts";

/** Draws surfaces on the canvas that `ref` is given to, as the shared camera sees them. */
export function useSurfaceScene(found: readonly ClassSurface[]) {
  const [scene, setScene] = useState<SurfaceScene | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [measure, size] = useSize();
  const orbit = useStudio((state) => state.orbit);
  const painted = usePainted(found);
  const extent = useExtent();

  const ref = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      if (!canvas) return undefined;
      const unmeasure = measure(canvas);
      const lost = () => setProblem("The graphics card stopped drawing. Leave the 3D view and open it again.");
      canvas.addEventListener("webglcontextlost", lost);
      let made: SurfaceScene | null = null;
      try {
        made = createSurfaceScene(canvas);
        setScene(made);
      } catch (error) {
        setProblem(toErrorRecord(error).message);
      }
      return () => {
        canvas.removeEventListener("webglcontextlost", lost);
        unmeasure?.();
        made?.dispose();
        setScene(null);
      };
    },
    [measure],
  );
  useEffect(() => {
    if (size) scene?.resize(size.width, size.height);
  }, [scene, size]);
  useEffect(() => scene?.look(orbit), [scene, orbit]);
  useEffect(() => scene?.show(painted, extent), [scene, painted, extent]);
  return { ref, problem, shown: painted.filter(({ isShown }) => isShown).length };
}

function usePainted(found: readonly ClassSurface[]) {
  const classInfos = useStudio(({ data }) => data?.mapping?.classes ?? null);
  const chosen = useStudio((state) => state.hiddenSurfaces);
  const data = useStudio((state) => state.data);
  return useMemo(() => {
    const hidden = hiddenSurfaces({ hiddenSurfaces: chosen, data });
    return found.map((surface) => ({
      surface,
      color: classInfos?.[surface.classIndex]?.color ?? "none",
      isShown: !hidden.includes(surface.classIndex),
    }));
  }, [found, classInfos, chosen, data]);
}

/** Extents of the stack along [z, y, x], in the unit of its surfaces. */
function useExtent(): readonly [number, number, number] {
  const shape = useStudio(({ data }) => data?.image?.shape ?? null);
  const voxelSize = useStudio(({ data }) => data?.image?.voxelSizeNm ?? null);
  return useMemo(() => {
    const [depth, height, width] = shape ?? [1, 1, 1];
    const [z, y, x] = voxelSize ?? [1, 1, 1];
    return [depth * z, height * y, width * x];
  }, [shape, voxelSize]);
}
