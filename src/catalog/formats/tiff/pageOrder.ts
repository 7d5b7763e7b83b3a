import type { StoredArray } from "../../../core/image/format.ts";

/** What a writer says of the pages of a stack. */
export interface Layout {
  /** Axes before y and x, slowest first, and their extents; none for a single page. */
  readonly axes: string;
  readonly extents: readonly number[];
  /** Page of each frame, in the order of the axes. */
  readonly pages: readonly number[];
  readonly voxelSizeNm: StoredArray["voxelSizeNm"];
  readonly geometry?: StoredArray["geometry"];
  readonly maskClasses?: StoredArray["maskClasses"];
  readonly name: string;
  readonly order?: number;
  readonly warnings: readonly string[];
}

/** Pages as slices: what is meant where nothing else is said. */
export const alongZ = (pageCount: number): Pick<Layout, "axes" | "extents" | "pages"> => ({
  axes: pageCount > 1 ? "z" : "",
  extents: pageCount > 1 ? [pageCount] : [],
  pages: Array.from({ length: pageCount }, (_, page) => page),
});
