import { product } from "../../kernels/geometry.ts";
import type { ScaleGeometry } from "../../kernels/specs.ts";
import type { GpuKernel } from "../recorder.ts";

const numbers = ({ fine, coarse, factor }: ScaleGeometry) => ({
  fz: fine[1],
  fy: fine[2],
  fx: fine[3],
  cz: coarse[1],
  cy: coarse[2],
  cx: coarse[3],
  bz: factor[0],
  by: factor[1],
  bx: factor[2],
  channels: fine[4],
});

/** Splits a flat index of the fine (f) or coarse (c) map. */
const place = (map: "f" | "c"): string => `
  let c = i % u.channels;
  let x = (i / u.channels) % u.${map}x;
  let y = (i / (u.channels * u.${map}x)) % u.${map}y;
  let z = (i / (u.channels * u.${map}x * u.${map}y)) % u.${map}z;
  let n = i / (u.channels * u.${map}x * u.${map}y * u.${map}z);`;

const OFFSETS = `
fn fineAt(n: i32, z: i32, y: i32, x: i32, c: i32) -> i32 { return (((n * u.fz + z) * u.fy + y) * u.fx + x) * u.channels + c; }
fn coarseAt(n: i32, z: i32, y: i32, x: i32, c: i32) -> i32 { return (((n * u.cz + z) * u.cy + y) * u.cx + x) * u.channels + c; }`;

/** A thread per coarse value that looks at its window; \`at\` is a fine value of it. */
const window = (begin: string, body: string, end: string): string => `${OFFSETS}
fn element(i: i32) { ${place("c")}
  ${begin}
  for (var k = 0; k < u.bz; k++) { for (var j = 0; j < u.by; j++) { for (var l = 0; l < u.bx; l++) {
    let at = fineAt(n, z * u.bz + k, y * u.by + j, x * u.bx + l, c);
    ${body}
  } } }
  ${end}
}`;

/** A thread per fine value that looks at its window's coarse one; borders that no window covers get zero. */
const covered = (value: string): string => `${OFFSETS}
fn element(i: i32) { ${place("f")}
  if (z / u.bz >= u.cz || y / u.by >= u.cy || x / u.bx >= u.cx) { result[i] = 0.0; return; }
  let at = coarseAt(n, z / u.bz, y / u.by, x / u.bx, c);
  ${value}
}`;

type Side = "fine" | "coarse";

const kernel =
  (
    key: string,
    code: string,
    side: Side,
    names: readonly string[],
    share: (geometry: ScaleGeometry) => number = () => 1,
  ): GpuKernel<ScaleGeometry> =>
  ({ run }, inputs, [result], geometry) => {
    const reads = Object.fromEntries(names.map((name, index) => [name, inputs[index]!]));
    run({
      key,
      code,
      writes: { result: result! },
      reads,
      ints: numbers(geometry),
      floats: { share: share(geometry) },
      threads: product(geometry[side]),
    });
  };

const mean = ({ factor }: ScaleGeometry): number => 1 / product(factor);

const SUM = window("var sum = 0.0;", "sum += source[at];", "result[i] = sum * u.share;");
const SPREAD = covered("result[i] = source[at] * u.share;");

/** Whether no earlier value of the window is the largest too: of equal ones the first gets the slope. */
const FIRST = `
  if (source[i] != largest[at]) { result[i] = 0.0; return; }
  for (var k = 0; k <= z % u.bz; k++) { for (var j = 0; j < u.by; j++) { for (var l = 0; l < u.bx; l++) {
    let other = fineAt(n, z - z % u.bz + k, y - y % u.by + j, x - x % u.bx + l, c);
    if (other < i && source[other] == largest[at]) { result[i] = 0.0; return; }
  } } }
  result[i] = slope[at];`;

export const maxPool = kernel(
  "maxPool",
  window(
    "var best = source[fineAt(n, z * u.bz, y * u.by, x * u.bx, c)];",
    "best = max(best, source[at]);",
    "result[i] = best;",
  ),
  "coarse",
  ["source"],
);
export const maxPoolGradient = kernel("maxPoolGradient", covered(FIRST), "fine", ["source", "largest", "slope"]);
export const averagePool = kernel("sumWindows", SUM, "coarse", ["source"], mean);
export const averagePoolGradient = kernel("spreadWindows", SPREAD, "fine", ["source"], mean);
export const nearest = kernel("spreadWindows", SPREAD, "fine", ["source"]);
export const nearestGradient = kernel("sumWindows", SUM, "coarse", ["source"]);

/** Share of coarse position \`at\` in fine position \`fine\`: a triangle as wide as two coarse voxels, held at the borders. */
const SHARE = `
fn shareOf(fine: i32, at: i32, factor: i32, extent: i32) -> f32 {
  let position = clamp((f32(fine) + 0.5) / f32(factor) - 0.5, 0.0, f32(extent - 1));
  return max(0.0, 1.0 - abs(position - f32(at)));
}`;

const BILINEAR = `${OFFSETS}${SHARE}
fn element(i: i32) { ${place("f")}
  var sum = 0.0;
  for (var k = max(0, z / u.bz - 1); k <= min(u.cz - 1, z / u.bz + 1); k++) {
    for (var j = max(0, y / u.by - 1); j <= min(u.cy - 1, y / u.by + 1); j++) {
      for (var l = max(0, x / u.bx - 1); l <= min(u.cx - 1, x / u.bx + 1); l++) {
        sum += shareOf(z, k, u.bz, u.cz) * shareOf(y, j, u.by, u.cy) * shareOf(x, l, u.bx, u.cx) * source[coarseAt(n, k, j, l, c)];
      }
    }
  }
  result[i] = sum;
}`;

const BILINEAR_GRADIENT = `${OFFSETS}${SHARE}
fn element(i: i32) { ${place("c")}
  var sum = 0.0;
  for (var k = max(0, (z - 1) * u.bz); k < min(u.fz, (z + 2) * u.bz); k++) {
    let sz = shareOf(k, z, u.bz, u.cz);
    for (var j = max(0, (y - 1) * u.by); j < min(u.fy, (y + 2) * u.by); j++) {
      let sy = sz * shareOf(j, y, u.by, u.cy);
      for (var l = max(0, (x - 1) * u.bx); l < min(u.fx, (x + 2) * u.bx); l++) {
        sum += sy * shareOf(l, x, u.bx, u.cx) * source[fineAt(n, k, j, l, c)];
      }
    }
  }
  result[i] = sum;
}`;

export const bilinear = kernel("bilinear", BILINEAR, "fine", ["source"]);
export const bilinearGradient = kernel("bilinearGradient", BILINEAR_GRADIENT, "coarse", ["source"]);
