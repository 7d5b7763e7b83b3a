import { halfPixel } from "../../core/network/semantics.ts";
import { product, type ConvGeometry, type MapShape } from "../kernels/geometry.ts";
import type { ScaleGeometry } from "../kernels/specs.ts";
import type { Arrays } from "./types.ts";
import { eachTap } from "./windows.ts";

const extents = ([, d, h, w]: MapShape) => [d, h, w] as const;

function windows({ fine, coarse, factor }: ScaleGeometry): ConvGeometry {
  const channels = fine[4];
  const none = [0, 0, 0] as const;
  return {
    batch: fine[0],
    input: extents(fine),
    output: extents(coarse),
    size: factor,
    stride: factor,
    dilation: [1, 1, 1],
    before: none,
    inChannels: channels,
    outChannels: channels,
  };
}

export function maxPool([x]: Arrays<1>, [y]: Arrays<1>, geometry: ScaleGeometry): void {
  const channels = geometry.fine[4];
  y.fill(-Infinity);
  eachTap(windows(geometry), (input, output) => {
    for (let c = 0; c < channels; c++) {
      const value = x[input * channels + c]!;
      if (!(value <= y[output * channels + c]!)) y[output * channels + c] = value;
    }
  });
}

/** Of equal values the first one of the window gets the gradient. */
export function maxPoolGradient([x, y, dy]: Arrays<3>, [dx]: Arrays<1>, geometry: ScaleGeometry): void {
  const channels = geometry.fine[4];
  const isGiven = new Uint8Array(y.length);
  dx.fill(0);
  eachTap(windows(geometry), (input, output) => {
    for (let c = 0; c < channels; c++) {
      const at = output * channels + c;
      if (isGiven[at] || x[input * channels + c] !== y[at]) continue;
      isGiven[at] = 1;
      dx[input * channels + c] = dy[at]!;
    }
  });
}

export function averagePool([x]: Arrays<1>, [y]: Arrays<1>, geometry: ScaleGeometry): void {
  addUp(x, y, geometry, 1 / product(geometry.factor));
}

export function averagePoolGradient([dy]: Arrays<1>, [dx]: Arrays<1>, geometry: ScaleGeometry): void {
  spread(dy, dx, geometry, 1 / product(geometry.factor));
}

export function nearest([x]: Arrays<1>, [y]: Arrays<1>, geometry: ScaleGeometry): void {
  spread(x, y, geometry, 1);
}

export function nearestGradient([dy]: Arrays<1>, [dx]: Arrays<1>, geometry: ScaleGeometry): void {
  addUp(dy, dx, geometry, 1);
}

function addUp(fine: Float32Array, coarse: Float32Array, geometry: ScaleGeometry, share: number): void {
  const channels = geometry.fine[4];
  coarse.fill(0);
  eachTap(windows(geometry), (input, output) => {
    for (let c = 0; c < channels; c++) coarse[output * channels + c]! += fine[input * channels + c]! * share;
  });
}

function spread(coarse: Float32Array, fine: Float32Array, geometry: ScaleGeometry, share: number): void {
  const channels = geometry.fine[4];
  fine.fill(0);
  eachTap(windows(geometry), (input, output) => {
    for (let c = 0; c < channels; c++) fine[input * channels + c] = coarse[output * channels + c]! * share;
  });
}

interface Corner {
  readonly at: number;
  readonly weight: number;
}

/** The two coarse positions that position `fine` lies between, with half-pixel centres; the border is repeated. */
export function corners(fine: number, factor: number, extent: number): readonly Corner[] {
  const position = halfPixel(fine, factor, extent);
  const low = Math.floor(position);
  const share = position - low;
  return share === 0
    ? [{ at: low, weight: 1 }]
    : [
        { at: low, weight: 1 - share },
        { at: low + 1, weight: share },
      ];
}

/** Visits each pair of a fine and a coarse voxel with the weight that joins them. */
function eachCorner(
  { fine, coarse, factor }: ScaleGeometry,
  visit: (fine: number, coarse: number, weight: number) => void,
): void {
  const tables = [0, 1, 2].map((axis) =>
    Array.from({ length: fine[axis + 1]! }, (_, at) => corners(at, factor[axis]!, coarse[axis + 1]!)),
  );
  let at = 0;
  for (let n = 0; n < fine[0]; n++) {
    for (const alongZ of tables[0]!) {
      for (const alongY of tables[1]!) {
        for (const alongX of tables[2]!) {
          for (const z of alongZ) {
            for (const y of alongY) {
              for (const x of alongX)
                visit(
                  at,
                  ((n * coarse[1] + z.at) * coarse[2] + y.at) * coarse[3] + x.at,
                  z.weight * y.weight * x.weight,
                );
            }
          }
          at++;
        }
      }
    }
  }
}

export function bilinear([x]: Arrays<1>, [y]: Arrays<1>, geometry: ScaleGeometry): void {
  const channels = geometry.fine[4];
  y.fill(0);
  eachCorner(geometry, (fine, coarse, weight) => {
    for (let c = 0; c < channels; c++) y[fine * channels + c]! += weight * x[coarse * channels + c]!;
  });
}

export function bilinearGradient([dy]: Arrays<1>, [dx]: Arrays<1>, geometry: ScaleGeometry): void {
  const channels = geometry.fine[4];
  dx.fill(0);
  eachCorner(geometry, (fine, coarse, weight) => {
    for (let c = 0; c < channels; c++) dx[coarse * channels + c]! += weight * dy[fine * channels + c]!;
  });
}
