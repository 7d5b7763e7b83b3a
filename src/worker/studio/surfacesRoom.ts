import { drawnLabels, type DrawnLabels } from "../../core/image/surface/classSurface.ts";
import { StudioError } from "../../core/errors.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { movedSurface, type SurfaceThread } from "../surfaces/surfaceThread.ts";
import type { SurfaceListener, SurfacesApi } from "../studioApi.ts";
import type { DataRoom } from "./dataRoom.ts";
import type { OpenedStudy } from "./openedStudy.ts";
import { seenStack } from "./seenStack.ts";

interface SurfacesParts {
  readonly data: Pick<DataRoom, "labelled">;
  readonly open: OpenedStudy;
  readonly spawnSurfaces: () => SurfaceThread;
}

/** Surfaces of the open labels and of what trials see, found in a thread that lives as long as the call. */
export function createSurfacesRoom({ data, open, spawnSurfaces }: SurfacesParts): SurfacesApi {
  return {
    async draw(source, listener) {
      const seen = await seenStack({ data, open }, source, (done, planned) =>
        listener.progress({ doing: "predicting", done, planned }),
      );
      if (!seen) return null;
      const labels = drawnLabels(seen);
      const thread = spawnSurfaces();
      try {
        const isWhole = await Promise.race([findAll(thread, labels, listener), thread.crashed]);
        return isWhole ? { reduction: labels.reduction } : null;
      } finally {
        thread.end();
      }
    },
  };
}

/** Finds the surface of every class that occurs, small ones first: large ones take long and hide them. False where it was told to stop. */
async function findAll({ finder }: SurfaceThread, labels: DrawnLabels, listener: SurfaceListener): Promise<boolean> {
  const voxels = new Map<number, number>();
  for (const index of labels.labels) voxels.set(index, (voxels.get(index) ?? 0) + 1);
  const present = [...voxels.keys()]
    .filter((index) => index !== UNLABELLED)
    .toSorted((a, b) => voxels.get(a)! - voxels.get(b)! || a - b);
  if (present.length === 0)
    throw new StudioError(
      "NotFound",
      "No voxel has a class, so there is no surface to draw. Label some, or choose a trial.",
    );
  await finder.begin(labels);
  for (const [done, classIndex] of present.entries()) {
    if (!(await listener.progress({ doing: "drawing", done, planned: present.length }))) return false;
    await listener.surface(movedSurface({ classIndex, ...(await finder.surface(classIndex)) }));
  }
  return true;
}
