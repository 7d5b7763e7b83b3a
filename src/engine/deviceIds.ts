/** What can compute, by name; known without loading any of it. */
export const DEVICE_IDS = ["cpu", "simd", "webgpu"] as const;
export type DeviceId = (typeof DEVICE_IDS)[number];

/** What computes, in words. */
export interface DeviceInfo {
  readonly id: DeviceId;
  readonly label: string;
  readonly detail: string;
  /** A GPU that the processor emulates. */
  readonly isFallback: boolean;
}
