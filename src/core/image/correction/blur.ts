/** A plane of numbers, row-major. */
export interface Plane {
  readonly height: number;
  readonly width: number;
}

/**
 * Gaussian blur of a plane along rows and columns. Weights exp(-k^2 / (2 sigma^2)) up to 4 sigma away add up to 1; outside lies the
 * mirror image with the border pixel repeated, folded as often as a small plane needs (SciPy's `gaussian_filter` as it is by default).
 */
export function gaussianBlur(values: Float64Array, { height, width }: Plane, sigma: number): Float64Array {
  const kernel = gaussian(sigma);
  const rows = along(values, kernel, { count: height, extent: width, step: 1, stride: width });
  return along(rows, kernel, { count: width, extent: height, step: width, stride: 1 });
}

/** The half of the kernel from its middle on. */
function gaussian(sigma: number): readonly number[] {
  const radius = Math.floor(4 * sigma + 0.5);
  const half = Array.from({ length: radius + 1 }, (_, k) => Math.exp((-k * k) / (2 * sigma * sigma)));
  const total = half.reduce((sum, weight, k) => sum + (k === 0 ? 1 : 2) * weight, 0);
  return half.map((weight) => weight / total);
}

interface Lines {
  /** How many lines, each of how many values. */
  readonly count: number;
  readonly extent: number;
  /** From one value of a line to the next, and from one line to the next. */
  readonly step: number;
  readonly stride: number;
}

function along(values: Float64Array, kernel: readonly number[], { count, extent, step, stride }: Lines): Float64Array {
  const result = new Float64Array(values.length);
  const folded = foldedPlaces(extent, kernel.length - 1);
  const radius = kernel.length - 1;
  for (let line = 0; line < count; line++)
    for (let place = 0; place < extent; place++) {
      let sum = kernel[0]! * values[line * stride + place * step]!;
      for (let k = 1; k <= radius; k++) {
        const [before, after] = [folded[radius + place - k]!, folded[radius + place + k]!];
        sum += kernel[k]! * (values[line * stride + before * step]! + values[line * stride + after * step]!);
      }
      result[line * stride + place * step] = sum;
    }
  return result;
}

/** Where the places from `-radius` to `extent + radius` lie within a line: d c b a | a b c d | d c b a, and so on. */
function foldedPlaces(extent: number, radius: number): Uint32Array {
  return Uint32Array.from({ length: extent + 2 * radius + 1 }, (_, index) => {
    const period = 2 * extent;
    const place = (((index - radius) % period) + period) % period;
    return place < extent ? place : period - 1 - place;
  });
}
