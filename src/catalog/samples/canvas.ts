import type { Random } from "../../core/random.ts";
import type { Shape3 } from "../../core/image/volume.ts";
import { blurPlane } from "./noise.ts";

/** A stack being painted: grey 0 … 1 and class per voxel. Lengths are in px of the plane; one slice is `zStep` px thick. */
export interface Canvas {
  readonly shape: Shape3;
  readonly zStep: number;
  readonly grey: Float32Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
}

export function createCanvas(shape: Shape3, zStep: number): Canvas {
  const voxels = shape[0] * shape[1] * shape[2];
  return { shape, zStep, grey: new Float32Array(voxels), labels: new Uint8Array(voxels) };
}

/** Position in px along z, y, x. */
export type Point3 = readonly [z: number, y: number, x: number];

/** Visits the voxels of the canvas within `reach` px of a point along each axis, with their offset from it. */
export function aroundPoint(
  { shape, zStep }: Canvas,
  [z, y, x]: Point3,
  reach: number,
  visit: (index: number, dz: number, dy: number, dx: number) => void,
): void {
  const [depth, height, width] = shape;
  const rows = within(height, 1, y, reach);
  const columns = within(width, 1, x, reach);
  for (const slice of within(depth, zStep, z, reach)) {
    for (const row of rows) {
      for (const column of columns) {
        visit((slice * height + row) * width + column, slice * zStep - z, row - y, column - x);
      }
    }
  }
}

/** Places of an axis at most `reach` px from a point; by their offsets, since bounds such as `centre - reach` are rounded. */
function within(places: number, step: number, centre: number, reach: number): number[] {
  const first = Math.max(0, Math.floor((centre - reach) / step));
  const last = Math.min(places - 1, Math.ceil((centre + reach) / step));
  const found: number[] = [];
  for (let place = first; place <= last; place++) if (Math.abs(place * step - centre) <= reach) found.push(place);
  return found;
}

export interface Microscope {
  /** Share of each neighbour in the 3-tap blur. */
  readonly blur: number;
  /** Deviation of the shot noise at full brightness. */
  readonly noise: number;
  /** Largest change of brightness from slice to slice. */
  readonly drift: number;
  /** Largest misalignment of a slice, px. */
  readonly shift: number;
}

/** What the microscope does to the stack: misalignment of slices (labels go with them), blur, brightness drift, shot noise; then 8 bits. */
export function expose(
  canvas: Canvas,
  random: Random,
  { blur, noise, drift, shift }: Microscope,
): Uint8Array<ArrayBuffer> {
  const [depth, height, width] = canvas.shape;
  const plane = height * width;
  const bytes = new Uint8Array(depth * plane);
  let brightness = 0;
  for (let z = 0; z < depth; z++) {
    const [dy, dx] = z === 0 ? [0, 0] : [random.int(-shift, shift), random.int(-shift, shift)];
    const grey = shifted(canvas.grey.subarray(z * plane, (z + 1) * plane), height, width, dy, dx);
    canvas.labels.set(shifted(canvas.labels.subarray(z * plane, (z + 1) * plane), height, width, dy, dx), z * plane);
    blurPlane(grey, height, width, blur);
    brightness = 0.7 * brightness + random.between(-drift, drift);
    for (let index = 0; index < plane; index++) {
      const value = grey[index]! * (1 + brightness);
      bytes[z * plane + index] = Math.max(
        0,
        Math.min(255, Math.round(255 * (value + noise * Math.sqrt(0.3 + 0.7 * Math.max(0, value)) * random.normal()))),
      );
    }
  }
  return bytes;
}

function shifted<Data extends Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  plane: Data,
  height: number,
  width: number,
  dy: number,
  dx: number,
): Data {
  const moved = plane.slice() as Data;
  for (let row = 0; row < height; row++) {
    const from = Math.min(height - 1, Math.max(0, row + dy)) * width;
    for (let column = 0; column < width; column++)
      moved[row * width + column] = plane[from + Math.min(width - 1, Math.max(0, column + dx))]!;
  }
  return moved;
}
