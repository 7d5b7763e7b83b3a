import type { Random } from "../random.ts";
import type { Shape3 } from "./volume.ts";

/** How training patches are changed at random. */
export interface Augmentation {
  readonly flips: boolean;
  readonly quarterTurns: boolean;
  /** Largest relative change of contrast and of brightness (in deviations), 0 for none. */
  readonly intensity: number;
  /** Largest relative change of contrast, and of brightness in deviations, where they differ from `intensity`. */
  readonly contrast?: number;
  readonly brightness?: number;
  /** Amplitude of the elastic deformation in px, 0 for none. */
  readonly elastic: number;
  readonly affine: Affine;
}

/** Rotation in the plane, shift and scale along every axis, drawn together for a share of the patches (spec 4.6). */
export interface Affine {
  /** Share of patches that are changed at all, 0 for none. */
  readonly probability: number;
  /** Largest angle in degrees. */
  readonly rotation: number;
  /** Largest shift as a share of the patch. */
  readonly shift: number;
  /** Largest relative change of size. */
  readonly scale: number;
}

/** The paper's amplitudes, switched off. */
export const NO_AFFINE: Affine = { probability: 0, rotation: 30, shift: 0.2, scale: 0.2 };

/** How the voxels of one patch are fetched and changed. */
export interface PatchTransform {
  /** For each slice of the patch, where it is taken from, relative to the patch's first. */
  readonly slices: Float32Array;
  /** For each voxel of a slice of the patch, the row and the column it is taken from, relative to the patch's first voxel. */
  readonly rows: Float32Array;
  readonly columns: Float32Array;
  /** Some places lie between voxels: grey values are then linear in between, labels those of the nearest voxel. */
  readonly isBetween: boolean;
  /** New value = value · contrast + brightness. */
  readonly contrast: number;
  readonly brightness: number;
}

/** Distance of the grid points that an elastic deformation is drawn on, px (spec 1.5). */
const ELASTIC_SPACING = 40;

const coin = (random: Random): boolean => random.float() < 0.5;

/** Draws flips, a quarter turn, an affine change, an elastic deformation and a change of intensity. */
export function drawTransform(
  [depth, height, width]: Shape3,
  augmentation: Augmentation,
  random: Random,
): PatchTransform {
  const [isDepthFlipped, flipsRows, flipsColumns] = augmentation.flips
    ? [coin(random), coin(random), coin(random)]
    : [false, false, false];
  const turns = augmentation.quarterTurns && height === width ? random.int(0, 3) : 0;
  const positions = turnedPositions([height, width], { flipsRows, flipsColumns, turns });
  const slices = Float32Array.from({ length: depth }, (_, z) => (isDepthFlipped ? depth - 1 - z : z));
  const { affine } = augmentation;
  const isBetween = affine.probability > 0 && random.float() < affine.probability;
  if (isBetween) bend({ ...positions, slices }, [depth, height, width], affine, random);
  if (augmentation.elastic > 0) displace(positions, [height, width], augmentation.elastic, random);
  const { intensity } = augmentation;
  const contrast = 1 + (augmentation.contrast ?? intensity) * random.between(-1, 1);
  const brightness = (augmentation.brightness ?? intensity) * random.between(-1, 1);
  return { ...positions, slices, isBetween, contrast, brightness };
}

type Positions = Pick<PatchTransform, "rows" | "columns">;
type Plane = readonly [height: number, width: number];

interface Turn {
  readonly flipsRows: boolean;
  readonly flipsColumns: boolean;
  /** Quarter turns, of a square. */
  readonly turns: number;
}

function turnedPositions([height, width]: Plane, { flipsRows, flipsColumns, turns }: Turn): Positions {
  const rows = new Float32Array(height * width);
  const columns = new Float32Array(height * width);
  const last = width - 1;
  let at = 0;
  for (let row = 0; row < height; row++) {
    const y = flipsRows ? height - 1 - row : row;
    for (let column = 0; column < width; column++, at++) {
      const x = flipsColumns ? last - column : column;
      rows[at] = turns === 0 ? y : turns === 1 ? x : turns === 2 ? last - y : last - x;
      columns[at] = turns === 0 ? x : turns === 1 ? last - y : turns === 2 ? last - x : y;
    }
  }
  return { rows, columns };
}

/** Rotates in the plane, scales and shifts about the patch's centre; places lie between voxels, and may leave the patch. */
function bend(
  { slices, rows, columns }: Pick<PatchTransform, "slices" | "rows" | "columns">,
  [depth, height, width]: Shape3,
  { rotation, shift, scale }: Affine,
  random: Random,
): void {
  const angle = (random.between(-rotation, rotation) * Math.PI) / 180;
  const size = random.between(1 - scale, 1 + scale);
  const moved = [depth, height, width].map((extent) => random.between(-shift, shift) * extent) as [
    number,
    number,
    number,
  ];
  const [sine, cosine] = [Math.sin(angle) / size, Math.cos(angle) / size];
  const [middleZ, middleY, middleX] = [(depth - 1) / 2, (height - 1) / 2, (width - 1) / 2];
  for (let at = 0; at < rows.length; at++) {
    const [y, x] = [rows[at]! - middleY - moved[1], columns[at]! - middleX - moved[2]];
    rows[at] = middleY + cosine * y - sine * x;
    columns[at] = middleX + sine * y + cosine * x;
  }
  if (depth === 1) return;
  for (let at = 0; at < depth; at++) slices[at] = middleZ + (slices[at]! - middleZ - moved[0]) / size;
}

/** Adds in-plane displacements drawn on a coarse grid, uniform up to `amplitude` px, bilinear in between and rounded to whole voxels: the published code samples the image as it does labels (spec 1.5). */
function displace({ rows, columns }: Positions, [height, width]: Plane, amplitude: number, random: Random): void {
  const across = Math.ceil(width / ELASTIC_SPACING) + 1;
  const count = (Math.ceil(height / ELASTIC_SPACING) + 1) * across;
  const draw = () => Float32Array.from({ length: count }, () => random.between(-amplitude, amplitude));
  const [alongY, alongX] = [draw(), draw()];
  for (let at = 0; at < rows.length; at++) {
    const [y, x] = [rows[at]!, columns[at]!];
    // What was bent out of the patch moves as the patch's border does.
    const [gridY, gridX] = [within(y, height), within(x, width)];
    rows[at] = y + Math.round(interpolated(alongY, across, gridY, gridX));
    columns[at] = x + Math.round(interpolated(alongX, across, gridY, gridX));
  }
}

const within = (place: number, extent: number): number => Math.min(extent - 1, Math.max(0, place));

function interpolated(grid: Float32Array, across: number, y: number, x: number): number {
  const [row, column] = [Math.floor(y / ELASTIC_SPACING), Math.floor(x / ELASTIC_SPACING)];
  const [shareY, shareX] = [y / ELASTIC_SPACING - row, x / ELASTIC_SPACING - column];
  const at = row * across + column;
  const upper = grid[at]! * (1 - shareX) + grid[at + 1]! * shareX;
  const lower = grid[at + across]! * (1 - shareX) + grid[at + across + 1]! * shareX;
  return upper * (1 - shareY) + lower * shareY;
}
