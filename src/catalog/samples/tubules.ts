import { classColor, type ClassInfo } from "../../core/image/labelMap.ts";
import type { Sample } from "../../core/image/sample.ts";
import { createRandom, type Random } from "../../core/random.ts";
import { aroundPoint, createCanvas, expose, type Canvas, type Point3 } from "./canvas.ts";
import { valueNoise } from "./noise.ts";

const SHAPE = [72, 96, 96] as const;
const VOXEL_SIZE_NM = [8, 8, 8] as const;

const TUBULE = 1;
const GRANULE = 2;
const classes: readonly ClassInfo[] = ["Cytoplasm", "Tubule", "Granule"].map((name, index) => ({
  name,
  color: classColor(index),
}));

/** Grey of everything that is stained: tubules and granules look alike in a single slice. */
const STAINED = 0.34;

/**
 * Cytoplasm as a focused ion beam shows it, with cubic voxels: long tubules and round granules of one grey and one thickness. In a
 * slice both are discs, so that what they are can only be seen in 3D. Dark specks are neither.
 */
export default {
  id: "tubules",
  label: "Tubules, 3D",
  summary: "three classes, cubic voxels, 3D networks",
  shape: SHAPE,
  classes,
  create(seed = 0) {
    const random = createRandom(seed, "tubules");
    const canvas = createCanvas(SHAPE, 1);
    paintCytoplasm(canvas, random.fork("cytoplasm"));
    paintTubules(canvas, random.fork("tubules"));
    paintGranules(canvas, random.fork("granules"));
    paintSpecks(canvas, random.fork("specks"));
    const data = expose(canvas, random.fork("microscope"), { blur: 0.18, noise: 0.1, drift: 0.02, shift: 0 });
    return {
      volume: { shape: SHAPE, data, voxelSizeNm: VOXEL_SIZE_NM },
      labels: { shape: SHAPE, data: canvas.labels, classes },
    };
  },
} satisfies Sample;

function paintCytoplasm({ shape: [depth, height, width], grey }: Canvas, random: Random): void {
  const cloud = valueNoise(random.fork("cloud"), [14, 14, 14]);
  const grain = valueNoise(random.fork("grain"), [3, 3, 3]);
  let index = 0;
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, index++) grey[index] = 0.64 + 0.1 * cloud(z, y, x) + 0.1 * grain(z, y, x);
}

/** Random walks that keep their direction, as long as the volume is wide. */
function paintTubules(canvas: Canvas, random: Random): void {
  for (let count = 0; count < 34; count++) {
    let at: Point3 = [random.between(0, SHAPE[0]), random.between(0, SHAPE[1]), random.between(0, SHAPE[2])];
    let direction = unit([random.normal(), random.normal(), random.normal()]);
    const radius = random.between(2.6, 4.4);
    for (let step = 0; step < 90; step++) {
      stain(canvas, at, radius, TUBULE);
      direction = unit([
        direction[0] + 0.1 * random.normal(),
        direction[1] + 0.1 * random.normal(),
        direction[2] + 0.1 * random.normal(),
      ]);
      at = [at[0] + direction[0], at[1] + direction[1], at[2] + direction[2]];
    }
  }
}

function paintGranules(canvas: Canvas, random: Random): void {
  for (let count = 0; count < 330; count++)
    stain(
      canvas,
      [random.between(0, SHAPE[0]), random.between(0, SHAPE[1]), random.between(0, SHAPE[2])],
      random.between(2.8, 5),
      GRANULE,
    );
}

/** Ribosomes: too small to be either. */
function paintSpecks(canvas: Canvas, random: Random): void {
  for (let count = 0; count < 1500; count++) {
    aroundPoint(
      canvas,
      [random.between(0, SHAPE[0]), random.between(0, SHAPE[1]), random.between(0, SHAPE[2])],
      1.4,
      (index, dz, dy, dx) => {
        if (canvas.labels[index] === 0 && Math.hypot(dz, dy, dx) < 1.4) canvas.grey[index] = 0.36;
      },
    );
  }
}

/** A ball of one class, lighter inside as membranes enclose it; what was stained before stays. */
function stain(canvas: Canvas, at: Point3, radius: number, label: number): void {
  aroundPoint(canvas, at, radius, (index, dz, dy, dx) => {
    const distance = Math.hypot(dz, dy, dx);
    if (distance > radius || (canvas.labels[index] !== 0 && canvas.labels[index] !== label)) return;
    canvas.labels[index] = label;
    canvas.grey[index] = Math.min(canvas.grey[index]!, STAINED + 0.1 * (1 - distance / radius));
  });
}

function unit([z, y, x]: Point3): Point3 {
  const length = Math.hypot(z, y, x) || 1;
  return [z / length, y / length, x / length];
}
