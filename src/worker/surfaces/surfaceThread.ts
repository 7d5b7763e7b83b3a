import * as Comlink from "comlink";
import type { DrawnLabels, Surface } from "../../core/image/surface/classSurface.ts";

/** What finds surfaces, in a thread of its own: it takes seconds in which the studio has to answer. */
export interface SurfaceFinder {
  /** The labels whose surfaces are asked for from now on. */
  begin(labels: DrawnLabels): Promise<void>;
  surface(classIndex: number): Promise<Surface>;
}

export interface SurfaceThread {
  readonly finder: SurfaceFinder;
  /** Rejects when the thread dies. */
  readonly crashed: Promise<never>;
  end(): void;
}

/** A surface that moves to the other thread instead of being copied. */
export const movedSurface = <Moved extends Surface>(surface: Moved): Moved =>
  Comlink.transfer(surface, [surface.positions.buffer, surface.normals.buffer, surface.triangles.buffer]);
