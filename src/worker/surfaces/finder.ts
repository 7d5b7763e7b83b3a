import { StudioError } from "../../core/errors.ts";
import { classSurface, type DrawnLabels } from "../../core/image/surface/classSurface.ts";
import type { SurfaceFinder } from "./surfaceThread.ts";

/** Finds surfaces in this thread. */
export function createSurfaceFinder(): SurfaceFinder {
  let drawn: DrawnLabels | null = null;
  return {
    begin(labels) {
      drawn = labels;
      return Promise.resolve();
    },
    async surface(classIndex) {
      if (!drawn) throw new StudioError("NotFound", "No labels were given to find surfaces in.");
      return Promise.resolve(classSurface(drawn, classIndex));
    },
  };
}
