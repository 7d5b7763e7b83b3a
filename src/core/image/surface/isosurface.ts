import type { Shape3 } from "../volume.ts";
import { CUBE_TRIANGLES, EDGES } from "./cubeCases.ts";

/** A surface of triangles, three corners each, counter-clockwise as seen from outside. */
export interface TriangleMesh {
  /** x, y and z of each corner, one after the other. */
  readonly positions: Float32Array<ArrayBuffer>;
  /** Three corners of each triangle. */
  readonly triangles: Uint32Array<ArrayBuffer>;
}

/** Values on a grid, row-major, x runs fastest. */
export interface Field {
  readonly shape: Shape3;
  readonly data: ArrayLike<number>;
}

/** Along which axis (0 x, 1 y, 2 z) each edge of a cube lies. */
const EDGE_AXES = EDGES.map(([from, to]) => Math.log2(to - from));

/**
 * The surface between the values above `level` and the others, in steps of the grid with its first value at 0, 0, 0. Corners lie on
 * the edges of the grid where the value would be `level`, and are shared by the triangles around them. It is closed where the
 * outermost values lie below the level.
 */
export function isosurface({ shape, data }: Field, level: number): TriangleMesh {
  const [depth, height, width] = shape;
  const plane = height * width;
  const steps = cornerSteps(width, plane);
  const corners = createCorners(data, level, plane);
  const triangles: number[] = [];
  for (let z = 0; z + 1 < depth; z++) {
    corners.enter(z);
    for (let y = 0; y + 1 < height; y++) {
      for (let x = 0, at = z * plane + y * width; x + 1 < width; x++, at++) {
        let inside = 0;
        for (let corner = 0; corner < 8; corner++) if (data[at + steps[corner]!]! > level) inside |= 1 << corner;
        if (inside === 0 || inside === 255) continue;
        for (const edge of CUBE_TRIANGLES[inside]!) {
          const from = EDGES[edge]![0];
          triangles.push(corners.on(EDGE_AXES[edge]!, x + (from & 1), y + ((from >> 1) & 1), z + (from >> 2), width));
        }
      }
    }
  }
  return { positions: corners.positions(), triangles: Uint32Array.from(triangles) };
}

/** How far each corner of a cube lies from its first one in the data. */
const cornerSteps = (width: number, plane: number): readonly number[] =>
  Array.from({ length: 8 }, (_, corner) => (corner & 1) + ((corner >> 1) & 1) * width + (corner >> 2) * plane);

/** Corners of the surface, each made once: of those on the planes z and z + 1 it is known which they are. */
function createCorners(data: ArrayLike<number>, level: number, plane: number) {
  const positions: number[] = [];
  const known = [new Int32Array(3 * plane).fill(-1), new Int32Array(3 * plane).fill(-1)];
  return {
    positions: () => Float32Array.from(positions),
    /** The cubes above plane z come next. */
    enter: (z: number) => void known[(z + 1) % 2]!.fill(-1),
    /** The corner on the edge that goes from a grid point along an axis. */
    on(axis: number, x: number, y: number, z: number, width: number): number {
      const place = y * width + x;
      const ofPlane = known[z % 2]!;
      const found = ofPlane[3 * place + axis]!;
      if (found >= 0) return found;
      const low = data[z * plane + place]!;
      const share = (level - low) / (data[z * plane + place + [1, width, plane][axis]!]! - low);
      positions.push(x + (axis === 0 ? share : 0), y + (axis === 1 ? share : 0), z + (axis === 2 ? share : 0));
      return (ofPlane[3 * place + axis] = positions.length / 3 - 1);
    },
  };
}
