import { FIELD_EPSILON } from "../../../core/network/semantics.ts";
import { product } from "../../kernels/geometry.ts";
import type { FieldAttributes } from "../../kernels/specs.ts";
import { BYTES, type SimdContext, type SimdKernel } from "../context.ts";

const BLOCK = 8;
const DOUBLE = 8;
/** The address of factors that are not there. */
const NONE = 0;

/** A field's planes and tables for one call; all of it is scratch memory. */
function createField(context: SimdContext, attributes: FieldAttributes) {
  const { wasm, heap, scratch } = context;
  const { shape, window, imageChannels } = attributes;
  const [batch, depth, height, width, classes] = shape;
  const rowBytes = Math.ceil(width / BLOCK) * BLOCK * BYTES;
  const rowStep = rowBytes + 2 * window[2] * BYTES;
  const sliceStep = (height + 2 * window[1]) * rowStep;
  const planeStep = (depth + 2 * window[0]) * sliceStep;
  const first = window[0] * sliceStep + window[1] * rowStep + window[2] * BYTES;
  const neighbours = neighbourTable(context, attributes, [sliceStep, rowStep, BYTES]);
  const weights = scratch(neighbours.count * rowBytes);
  /** Two planes are summed at a time. */
  const pairs = Math.ceil(classes / 2) * 2;
  const [near, alike] = [scratch(pairs * rowBytes), scratch(pairs * rowBytes)];
  const samples = height * depth * width;

  /** Room for so many planes, all zero. */
  const planes = (channels: number): number => {
    const bytes = channels * planeStep;
    const address = scratch(bytes);
    heap.floats(address, bytes / BYTES).fill(0);
    return address;
  };
  const image = planes(imageChannels);
  const pack = (source: number, channels: number, target: number, sample: number, factors = NONE) =>
    wasm.fieldPack(
      source + sample * samples * channels * BYTES,
      channels,
      factors === NONE ? NONE : factors + sample * samples * BYTES,
      target + first,
      depth,
      height,
      width,
      rowStep,
      sliceStep,
      planeStep,
    );
  /** Visits the rows of the batch by number, sample by sample, each after its sums are made of the planes that `prepare` fills. */
  const eachRow = (
    source: number,
    [nearPlanes, alikePlanes]: readonly [number, number],
    prepare: (sample: number) => void,
    visit: (row: number) => void,
  ) => {
    const { address, count } = neighbours;
    const falloff = 1 / (2 * attributes.beta ** 2);
    for (let sample = 0; sample < batch; sample++) {
      pack(source, imageChannels, image, sample);
      prepare(sample);
      for (let row = 0; row < depth * height; row++) {
        const place = first + Math.floor(row / height) * sliceStep + (row % height) * rowStep;
        wasm.fieldWeights(image + place, imageChannels, planeStep, address, count, falloff, rowBytes, weights);
        for (let pair = 0; pair < pairs; pair += 2) {
          const from = place + pair * planeStep;
          const [of, to] = [
            [nearPlanes + from, alikePlanes + from],
            [near, alike].map((rows) => rows + pair * rowBytes),
          ];
          wasm.fieldSums(...of, planeStep, address, count, weights, rowBytes, ...to);
        }
        visit(sample * depth * height + row);
      }
    }
  };
  return { classes, width, rowBytes, near, alike, planes: () => planes(pairs), pack, eachRow };
}

/** Every voxel of a window but its middle: bytes to it, its spatial weight, and its bilateral one where both look the same. */
function neighbourTable(
  { table, heap }: SimdContext,
  { window, sides, alpha, gamma }: FieldAttributes,
  steps: readonly [number, number, number],
) {
  const [zs, ys, xs] = window.map((half) => Array.from({ length: 2 * half + 1 }, (_, index) => index - half)) as [
    number[],
    number[],
    number[],
  ];
  const offsets = zs
    .flatMap((z) => ys.flatMap((y) => xs.map((x) => [z, y, x] as const)))
    .filter((offset) => offset.some((step) => step !== 0));
  const address = table(offsets.flatMap((offset) => [dot(offset, steps), 0, 0]));
  const floats = heap.floats(address, 3 * offsets.length);
  offsets.forEach((offset, index) => {
    const apart = offset.map((step, axis) => step * sides[axis]!);
    const square = dot(apart, apart);
    floats[3 * index + 1] = Math.exp(-square / (2 * gamma ** 2));
    floats[3 * index + 2] = Math.exp(-square / (2 * alpha ** 2));
  });
  return { address, count: offsets.length };
}

const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, index) => sum + value * other[index]!, 0);

const voxelsOf = ({ shape }: FieldAttributes): number => product(shape.slice(0, 4));

export const fieldRates: SimdKernel<FieldAttributes> = (context, [image], [rates], given) => {
  const attributes = { ...given, shape: [...given.shape.slice(0, 4), 1] as unknown as FieldAttributes["shape"] };
  const { planes, pack, eachRow, near, alike, width } = createField(context, attributes);
  const { wasm, heap, scratch } = context;
  const voxels = voxelsOf(attributes);
  const ones = scratch(voxels * BYTES);
  heap.floats(ones, voxels).fill(1);
  const inside = planes();
  const prepare = (sample: number) => pack(ones, 1, inside, sample);
  eachRow(image!, [inside, inside], prepare, (number) => {
    const at = rates! + number * width * BYTES;
    wasm.fieldRates(near, at, width, FIELD_EPSILON);
    wasm.fieldRates(alike, at + voxels * BYTES, width, FIELD_EPSILON);
  });
};

export const fieldStep: SimdKernel<FieldAttributes> = (context, inputs, [scores], attributes) => {
  const [logits, probabilities, image, rates, ...weights] = inputs;
  const { planes, pack, eachRow, near, alike, rowBytes, width, classes } = createField(context, attributes);
  const voxels = voxelsOf(attributes);
  const p = planes();
  const prepare = (sample: number) => pack(probabilities!, classes, p, sample);
  eachRow(image!, [p, p], prepare, (number) => {
    const at = number * width * BYTES;
    const bothRates = [rates! + at, rates! + at + voxels * BYTES];
    const maps = [logits! + at * classes, scores! + at * classes];
    context.wasm.fieldMix(near, alike, rowBytes, width, classes, ...bothRates, ...weights, ...maps);
  });
};

export const fieldStepGradient: SimdKernel<FieldAttributes> = (context, inputs, outputs, attributes) => {
  const { wasm, heap, scratch } = context;
  const [slope, probabilities, image, rates, ...weights] = inputs;
  const { planes, pack, eachRow, near, alike, rowBytes, width, classes } = createField(context, attributes);
  const [nearPlanes, alikePlanes] = [planes(), planes()];
  const row = scratch(classes * rowBytes);
  heap.floats(row, (classes * rowBytes) / BYTES).fill(0);
  const slopes = scratch((classes + 1) * rowBytes);
  const products = scratch(2 * classes ** 2 * DOUBLE);
  heap.doubles(products, 2 * classes ** 2).fill(0);
  const prepare = (sample: number) => {
    pack(slope!, classes, nearPlanes, sample, rates);
    pack(slope!, classes, alikePlanes, sample, rates! + voxelsOf(attributes) * BYTES);
  };
  eachRow(image!, [nearPlanes, alikePlanes], prepare, (number) => {
    const at = number * width * classes * BYTES;
    wasm.fieldPack(probabilities! + at, classes, NONE, row, 1, 1, width, 0, 0, rowBytes);
    wasm.fieldProducts(near, row, rowBytes, classes, products);
    wasm.fieldProducts(alike, row, rowBytes, classes, products + classes ** 2 * DOUBLE);
    wasm.fieldSlopes(near, alike, row, rowBytes, width, classes, ...weights, slopes, outputs[0]! + at);
  });
  writeWeightSlopes(context, weights, outputs.slice(1), products, classes);
};

/** Slopes of a field's weights by the sums, over all voxels, of each message times what it was made for, [message, k, l]. */
function writeWeightSlopes(
  { heap }: SimdContext,
  weights: readonly number[],
  targets: readonly number[],
  products: number,
  classes: number,
): void {
  const [spatial, bilateral] = [0, 1].map((index) => heap.floats(weights[index]!, classes));
  const compatibility = heap.floats(weights[2]!, classes ** 2);
  const sums = heap.doubles(products, 2 * classes ** 2);
  const [ofNear, ofAlike] = [sums.subarray(0, classes ** 2), sums.subarray(classes ** 2)];
  const [dspatial, dbilateral] = [0, 1].map((index) => heap.floats(targets[index]!, classes).fill(0));
  const dcompatibility = heap.floats(targets[2]!, classes ** 2);
  for (let at = 0; at < classes ** 2; at++) {
    const l = at % classes;
    dspatial![l]! -= compatibility[at]! * ofNear[at]!;
    dbilateral![l]! -= compatibility[at]! * ofAlike[at]!;
    dcompatibility[at] = -(spatial![l]! * ofNear[at]! + bilateral![l]! * ofAlike[at]!);
  }
}
