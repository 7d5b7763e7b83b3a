import type { Region } from "./dataset.ts";
import type { Shape3 } from "./volume.ts";

/** Where each row of some boxes lies in a stack: indices of its first voxel and of the one behind its last. */
export function* rowsOf(
  [, height, width]: Shape3,
  regions: readonly Region[],
): Generator<readonly [from: number, to: number]> {
  for (const { z, y, x } of regions) {
    for (let slice = z.from; slice < z.to; slice++) {
      for (let row = y.from; row < y.to; row++)
        yield [(slice * height + row) * width + x.from, (slice * height + row) * width + x.to];
    }
  }
}
