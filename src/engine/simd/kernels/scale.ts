import { mapExtents, product, type Extents, type MapShape } from "../../kernels/geometry.ts";
import type { ScaleGeometry } from "../../kernels/specs.ts";
import { stepsOf, type SimdContext, type SimdKernel } from "../context.ts";

const extentsOf = ([, d, h, w]: MapShape): Extents => [d, h, w];

/** Visits the samples with the numbers that the window kernels end with: coarse extents, channels, window, steps of the fine map. */
function eachSample(
  { fine, coarse, factor }: ScaleGeometry,
  visit: (fineAt: number, coarseAt: number, numbers: readonly number[]) => void,
): void {
  const steps = stepsOf(extentsOf(fine), fine[4]);
  const coarseStep = stepsOf(extentsOf(coarse), coarse[4]).sample;
  const numbers = [...extentsOf(coarse), fine[4], ...factor, steps.slice, steps.row];
  for (let n = 0; n < fine[0]; n++) visit(n * steps.sample, n * coarseStep, numbers);
}

/** Borders that no window covers have no slope. */
function clearBorders({ heap }: SimdContext, { fine, coarse, factor }: ScaleGeometry, address: number): void {
  const covered = mapExtents((axis) => coarse[axis + 1]! * factor[axis]);
  if (covered.some((extent, axis) => extent < fine[axis + 1]!)) heap.floats(address, product(fine)).fill(0);
}

export const maxPool: SimdKernel<ScaleGeometry> = ({ wasm }, [x], [y], geometry) => {
  eachSample(geometry, (fine, coarse, numbers) => wasm.maxWindows(x! + fine, y! + coarse, ...numbers));
};

export const maxPoolGradient: SimdKernel<ScaleGeometry> = (context, [x, y, dy], [dx], geometry) => {
  clearBorders(context, geometry, dx!);
  eachSample(geometry, (fine, coarse, numbers) =>
    context.wasm.maxWindowsGradient(x! + fine, y! + coarse, dy! + coarse, dx! + fine, ...numbers),
  );
};

const sum =
  (shareOf: (geometry: ScaleGeometry) => number): SimdKernel<ScaleGeometry> =>
  ({ wasm }, [fineMap], [coarseMap], geometry) => {
    eachSample(geometry, (fine, coarse, numbers) =>
      wasm.sumWindows(fineMap! + fine, coarseMap! + coarse, ...numbers, shareOf(geometry)),
    );
  };

const spread =
  (shareOf: (geometry: ScaleGeometry) => number): SimdKernel<ScaleGeometry> =>
  (context, [coarseMap], [fineMap], geometry) => {
    clearBorders(context, geometry, fineMap!);
    eachSample(geometry, (fine, coarse, numbers) =>
      context.wasm.spreadWindows(coarseMap! + coarse, fineMap! + fine, ...numbers, shareOf(geometry)),
    );
  };

const mean = ({ factor }: ScaleGeometry): number => 1 / product(factor);
const whole = (): number => 1;

export const averagePool = sum(mean);
export const averagePoolGradient = spread(mean);
export const nearest = spread(whole);
export const nearestGradient = sum(whole);
