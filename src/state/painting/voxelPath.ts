import type { StackPoint } from "../../core/image/painting/ball.ts";
import type { PlanePoint } from "../../core/image/painting/planeMask.ts";
import type { PlanePlace } from "../../worker/studioApi.ts";

/** A way on a plane as one through the stack, along the middle of the plane. */
export const voxelPath = (path: readonly PlanePoint[], { plane, index }: PlanePlace): readonly StackPoint[] =>
  path.map(({ x, y }): StackPoint => {
    const deep = index + 0.5;
    return ({ xy: [deep, y, x], xz: [y, deep, x], yz: [x, y, deep] } as const)[plane];
  });
