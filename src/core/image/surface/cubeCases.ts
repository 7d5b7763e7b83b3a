/**
 * Where a surface cuts a cube of eight voxels, for each of the 256 ways in which they can lie inside or outside of it (marching
 * cubes, Lorensen and Cline 1987). The cases are worked out instead of listed: on each face the surface runs around every row of
 * inner corners, so that two cubes agree on the face they share and the surface has no holes.
 */

/** A corner's bits are its offsets along x, y and z. */
export const CORNERS = 8;

/** The two corners at the ends of each of the twelve edges; the first is the lower one. */
export const EDGES: readonly (readonly [from: number, to: number])[] = [0, 1, 2].flatMap((axis) =>
  Array.from({ length: CORNERS }, (_, corner) => corner)
    .filter((corner) => (corner & (1 << axis)) === 0)
    .map((corner) => [corner, corner | (1 << axis)] as const),
);

/** Corners of each face, counter-clockwise as seen from outside of the cube. */
const FACES: readonly (readonly number[])[] = [0, 1, 2].flatMap((axis) => {
  const [across, up] = [1 << ((axis + 1) % 3), 1 << ((axis + 2) % 3)];
  const round = [0, across, across | up, up];
  return [round.toReversed(), round.map((corner) => corner | (1 << axis))];
});

const edgeBetween = (one: number, other: number): number =>
  EDGES.findIndex(([from, to]) => from === Math.min(one, other) && to === Math.max(one, other));

/** Triangles of each case, three edges each, counter-clockwise as seen from outside of the surface. Bit k of a case says that corner k is inside. */
export const CUBE_TRIANGLES: readonly (readonly number[])[] = Array.from({ length: 1 << CORNERS }, (_, inside) =>
  loopsOf(followers(inside)).flatMap(fan),
);

/** To which edge the surface runs from each edge that it cuts. Every cut edge is left on one of its faces and entered on the other. */
function followers(inside: number): ReadonlyMap<number, number> {
  const isInside = (corner: number) => (inside & (1 << corner)) !== 0;
  const next = new Map<number, number>();
  for (const face of FACES) {
    for (let start = 0; start < 4; start++) {
      const before = face[(start + 3) % 4]!;
      if (!isInside(face[start]!) || isInside(before)) continue;
      let end = start;
      while (isInside(face[(end + 1) % 4]!)) end++;
      next.set(edgeBetween(before, face[start]!), edgeBetween(face[end % 4]!, face[(end + 1) % 4]!));
    }
  }
  return next;
}

function loopsOf(next: ReadonlyMap<number, number>): readonly (readonly number[])[] {
  const seen = new Set<number>();
  return [...next.keys()].flatMap((start) => {
    const loop: number[] = [];
    for (let edge = start; !seen.has(edge); edge = next.get(edge)!) {
      seen.add(edge);
      loop.push(edge);
    }
    return loop.length > 0 ? [loop] : [];
  });
}

function fan(loop: readonly number[]): readonly number[] {
  return loop.slice(2).flatMap((edge, index) => [loop[0]!, loop[index + 1]!, edge]);
}
