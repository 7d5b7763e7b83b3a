import type { Random } from "../random.ts";
import type { Augmentation } from "../search/recipe.ts";
import type { Shape3 } from "./volume.ts";

/** How the voxels of one patch are fetched and changed. Positions are relative to the patch's first voxel. */
export interface PatchTransform {
  /** Where voxel (z, y, x) of the patch is taken from; whole numbers. */
  source(z: number, y: number, x: number): Shape3;
  intensity(value: number): number;
}

/** Distance of the grid points that an elastic deformation is drawn on, px (spec 1.5). */
const ELASTIC_SPACING = 40;

const coin = (random: Random): boolean => random.float() < 0.5;

/** Draws flips, a quarter turn, an elastic deformation and a change of intensity. Always draws the same count of numbers for one recipe. */
export function drawTransform([depth, height, width]: Shape3, augmentation: Augmentation, random: Random): PatchTransform {
  const [flipZ, flipY, flipX] = augmentation.flips ? [coin(random), coin(random), coin(random)] : [false, false, false];
  const turns = augmentation.quarterTurns && height === width ? random.int(0, 3) : 0;
  const displace = drawDisplacement([height, width], augmentation.elastic, random);
  const contrast = 1 + augmentation.intensity * random.between(-1, 1);
  const brightness = augmentation.intensity * random.between(-1, 1);
  return {
    source(z, y, x) {
      const [turnedY, turnedX] = turned(flipY ? height - 1 - y : y, flipX ? width - 1 - x : x, turns, width);
      const [dy, dx] = displace(turnedY, turnedX);
      return [flipZ ? depth - 1 - z : z, turnedY + dy, turnedX + dx];
    },
    intensity: (value) => value * contrast + brightness,
  };
}

function turned(y: number, x: number, turns: number, side: number): readonly [y: number, x: number] {
  switch (turns) {
    case 1:
      return [x, side - 1 - y];
    case 2:
      return [side - 1 - y, side - 1 - x];
    case 3:
      return [side - 1 - x, y];
    default:
      return [y, x];
  }
}

type Displacement = (y: number, x: number) => readonly [dy: number, dx: number];

/** In-plane displacements on a coarse grid, uniform up to `amplitude` px, bilinear in between and rounded to whole voxels. */
function drawDisplacement([height, width]: readonly [number, number], amplitude: number, random: Random): Displacement {
  if (amplitude === 0) return () => [0, 0];
  const columns = Math.ceil(width / ELASTIC_SPACING) + 1;
  const count = (Math.ceil(height / ELASTIC_SPACING) + 1) * columns;
  const draw = () => Float32Array.from({ length: count }, () => random.between(-amplitude, amplitude));
  const [alongY, alongX] = [draw(), draw()];
  return (y, x) => [Math.round(interpolated(alongY, columns, y, x)), Math.round(interpolated(alongX, columns, y, x))];
}

function interpolated(grid: Float32Array, columns: number, y: number, x: number): number {
  const [row, column] = [Math.floor(y / ELASTIC_SPACING), Math.floor(x / ELASTIC_SPACING)];
  const [shareY, shareX] = [y / ELASTIC_SPACING - row, x / ELASTIC_SPACING - column];
  const at = row * columns + column;
  const upper = grid[at]! * (1 - shareX) + grid[at + 1]! * shareX;
  const lower = grid[at + columns]! * (1 - shareX) + grid[at + columns + 1]! * shareX;
  return upper * (1 - shareY) + lower * shareY;
}
