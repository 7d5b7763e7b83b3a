import { voxelCount, type Shape3 } from "../volume.ts";

export type Spacing = readonly [z: number, y: number, x: number];

/**
 * Distance of each voxel's middle to the nearest one of another label, in the unit of `spacing`; 0 for label 0. Exact, by lower
 * envelopes of parabolas along each axis (Felzenszwalb and Huttenlocher 2012), all labels at once: what lies behind the end of a run of
 * one label is never nearer than that end. Beyond the stack nothing is known, so its rim is no border; infinite where there is no other
 * label at all.
 */
export function distanceMap(labels: ArrayLike<number>, shape: Shape3, spacing: Spacing): Float32Array<ArrayBuffer> {
  const [depth, height, width] = shape;
  const squares = new Float32Array(voxelCount(shape));
  for (let at = 0; at < squares.length; at++) squares[at] = labels[at] === 0 ? 0 : Infinity;
  const plane = height * width;
  const axes = [
    { extent: width, step: 1, pitch: spacing[2] },
    { extent: height, step: width, pitch: spacing[1] },
    { extent: depth, step: plane, pitch: spacing[0] },
  ];
  for (const axis of axes) {
    const line = createLine(labels, squares, axis);
    if (axis.extent > 1)
      for (let at = 0; at < squares.length; at++) if (Math.floor(at / axis.step) % axis.extent === 0) line(at);
  }
  for (let at = 0; at < squares.length; at++) squares[at] = Math.sqrt(squares[at]!);
  return squares;
}

interface Axis {
  readonly extent: number;
  /** From a voxel to the next one of a line. */
  readonly step: number;
  readonly pitch: number;
}

/** Brings the squared distances of one line, given by its first voxel, to what they are with those along it. */
function createLine(labels: ArrayLike<number>, squares: Float32Array, { extent, step, pitch }: Axis) {
  const envelope = createEnvelope(extent + 2, pitch);
  return (start: number): void => {
    for (let from = 0, to = 0; from < extent; from = to) {
      const label = labels[start + from * step]!;
      to = from + 1;
      while (to < extent && labels[start + to * step] === label) to++;
      if (label === 0) continue;
      envelope.clear();
      if (from > 0) envelope.add(from - 1, 0);
      for (let at = from; at < to; at++) envelope.add(at, squares[start + at * step]!);
      if (to < extent) envelope.add(to, 0);
      envelope.read(from, to, (at, square) => (squares[start + at * step] = square));
    }
  };
}

/** The lowest of parabolas, added from left to right, and their values. */
function createEnvelope(capacity: number, pitch: number) {
  const places = new Int32Array(capacity);
  const heights = new Float64Array(capacity);
  /** Where each parabola begins to be the lowest. */
  const begins = new Float64Array(capacity);
  const pitches = pitch * pitch;
  let count = 0;
  const crossing = (index: number, place: number, height: number): number => {
    const other = places[index]!;
    return (height - heights[index]!) / (2 * pitches * (place - other)) + (place + other) / 2;
  };
  return {
    clear: () => void (count = 0),
    add(place: number, height: number): void {
      if (height === Infinity) return;
      let begin = -Infinity;
      while (count > 0 && (begin = crossing(count - 1, place, height)) <= begins[count - 1]!) count--;
      begins[count] = count === 0 ? -Infinity : begin;
      places[count] = place;
      heights[count++] = height;
    },
    read(from: number, to: number, put: (at: number, height: number) => void): void {
      for (let at = from, index = 0; count > 0 && at < to; at++) {
        while (index + 1 < count && begins[index + 1]! <= at) index++;
        put(at, heights[index]! + pitches * (at - places[index]!) ** 2);
      }
    },
  };
}
