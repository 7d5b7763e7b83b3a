/**
 * What a network means in numbers: the engine computes by these, and whatever a network is exported to says the same in its own words.
 * Feature maps are channels over a grid; every function speaks of one axis of it, in voxels.
 */

/** Added to the variance before its root is taken, in batch and instance normalisation alike. */
export const NORM_EPSILON = 1e-5;
/** Share of a batch's statistics in the running ones. */
export const STATISTICS_SHARE = 0.1;
/** What negative values are multiplied by in a leaky rectifier. */
export const LEAKY_SLOPE = 0.2;
/** Where "relu6" is cut off. */
export const RELU_CEILING = 6;

/** Added to the sum of a field's weights around a voxel, so that one without neighbours does not divide by zero. */
export const FIELD_EPSILON = 1e-8;

/** "same" pads with zeros so that strides alone make a map smaller, "valid" not at all. */
export type Padding = "same" | "valid";

/** Along one axis. */
export interface Window {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Voxels from the first to the last tap of a kernel, both counted. */
export const reachOf = ({ size, dilation }: Pick<Window, "size" | "dilation">): number => (size - 1) * dilation + 1;

/** Extent after a convolution: "same" rounds up, "valid" loses the reach of the dilated kernel. */
export function convExtent(extent: number, window: Window, padding: Padding): number {
  return padding === "same"
    ? Math.ceil(extent / window.stride)
    : Math.floor((extent - reachOf(window)) / window.stride) + 1;
}

/** Zeros that "same" puts before and behind: what is missing, of an odd number the larger half behind. */
export function samePadding(extent: number, window: Window): { readonly before: number; readonly after: number } {
  const outputs = convExtent(extent, window, "same");
  const missing = Math.max(0, (outputs - 1) * window.stride + reachOf(window) - extent);
  const before = Math.floor(missing / 2);
  return { before, after: missing - before };
}

/** First voxel of the centre: maps of unequal extents are cropped to the smallest before they are added or joined. */
export const centreOf = (outer: number, inner: number): number => Math.floor((outer - inner) / 2);

/** Where voxel `fine` of a map enlarged by `factor` lies in the map of `extent` voxels: centres at half voxels, borders repeated. */
export const halfPixel = (fine: number, factor: number, extent: number): number =>
  Math.min(Math.max((fine + 0.5) / factor - 0.5, 0), extent - 1);
