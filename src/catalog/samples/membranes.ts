import { classColor, type ClassInfo } from "../../core/image/labelMap.ts";
import type { Sample } from "../../core/image/sample.ts";
import { createRandom, type Random } from "../../core/random.ts";
import { aroundPoint, createCanvas, expose, type Canvas, type Point3 } from "./canvas.ts";
import { valueNoise, type Field } from "./noise.ts";

const SHAPE = [18, 256, 256] as const;
const VOXEL_SIZE_NM = [50, 4, 4] as const;
const Z_STEP = VOXEL_SIZE_NM[0] / VOXEL_SIZE_NM[2];

const MEMBRANE = 1;
const classes: readonly ClassInfo[] = ["Inside", "Membrane"].map((name, index) => ({ name, color: classColor(index) }));

/**
 * Neuropil as serial-section TEM shows it, after the ISBI 2012 data: closely packed neurites of very different size whose dark
 * membranes are the one class. Mitochondria, vesicles and microtubules are as dark as membranes but are not.
 */
export default {
  id: "membranes",
  label: "Membranes",
  summary: "two classes, thin sections",
  shape: SHAPE,
  classes,
  create(seed = 0) {
    const random = createRandom(seed, "membranes");
    const canvas = createCanvas(SHAPE, Z_STEP);
    const neurites = placeNeurites(random.fork("neurites"));
    paintNeurites(canvas, neurites, random.fork("membranes"));
    paintSpecks(canvas, random.fork("specks"));
    paintMitochondria(canvas, neurites, random.fork("mitochondria"));
    const data = expose(canvas, random.fork("microscope"), { blur: 0.2, noise: 0.14, drift: 0.04, shift: 1 });
    return {
      volume: { shape: SHAPE, data, voxelSizeNm: VOXEL_SIZE_NM },
      labels: { shape: SHAPE, data: canvas.labels, classes },
    };
  },
} satisfies Sample;

/** A neurite runs along z and wanders; `size` is subtracted from distances, so large ones push small ones away. */
interface Neurite {
  readonly at: (slice: number) => readonly [y: number, x: number];
  readonly size: number;
  readonly grey: number;
}

function placeNeurites(random: Random): readonly Neurite[] {
  const neurites: Neurite[] = [];
  const centers: (readonly [number, number, number])[] = [];
  for (let attempt = 0; attempt < 6000 && neurites.length < 85; attempt++) {
    const size = neurites.length < 7 ? random.between(22, 36) : random.between(0, 11);
    const [y, x] = [random.between(-25, 281), random.between(-25, 281)];
    if (centers.some(([cy, cx, other]) => Math.hypot(y - cy, x - cx) < 11 + size + other)) continue;
    centers.push([y, x, size]);
    const [speedY, speedX, swing, phase] = [
      0.5 * random.normal(),
      0.5 * random.normal(),
      random.between(0, 3),
      random.between(0, 6),
    ];
    const at = (slice: number) =>
      [
        y + speedY * slice + swing * Math.sin(phase + slice / 4),
        x + speedX * slice + swing * Math.cos(phase + slice / 4),
      ] as const;
    neurites.push({ at, size, grey: random.between(0.5, 0.74) });
  }
  return neurites;
}

/** Largest shift of the place that a voxel is looked up at, px. */
const WARP = 7;
const TILE = 16;
/** From the centre of a tile to the farthest place that one of its voxels is looked up at. */
const TILE_REACH = Math.SQRT2 * (TILE / 2 + WARP);

interface NearNeurite {
  readonly index: number;
  readonly y: number;
  readonly x: number;
  readonly size: number;
}

/** Of every tile of a slice the neurites that may be one of the two nearest of a voxel in it: a tenth of all. */
function neuritesByTile(
  neurites: readonly Neurite[],
  slice: number,
  height: number,
  width: number,
): (row: number, column: number) => readonly NearNeurite[] {
  const all = neurites.map(({ at, size }, index): NearNeurite => {
    const [y, x] = at(slice);
    return { index, y, x, size };
  });
  const columns = Math.ceil(width / TILE);
  const tiles = Array.from({ length: Math.ceil(height / TILE) * columns }, (_, tile) => {
    const [y, x] = [(Math.floor(tile / columns) + 0.5) * TILE, ((tile % columns) + 0.5) * TILE];
    const distances = all.map((one) => Math.hypot(y - one.y, x - one.x) - one.size);
    const second = distances.toSorted((a, b) => a - b)[1]!;
    return all.filter((_, index) => distances[index]! <= second + 2 * TILE_REACH);
  });
  return (row, column) => tiles[Math.floor(row / TILE) * columns + Math.floor(column / TILE)]!;
}

/** Distance to the boundary between the two nearest neurites; the boundary is the membrane. */
function paintNeurites(canvas: Canvas, neurites: readonly Neurite[], random: Random): void {
  const [depth, height, width] = canvas.shape;
  const [warpY, warpX]: Field[] = [
    valueNoise(random.fork("y"), [60, 16, 16]),
    valueNoise(random.fork("x"), [60, 16, 16]),
  ];
  const tilt = valueNoise(random.fork("tilt"), [40, 30, 30]);
  const cloud = valueNoise(random.fork("cloud"), [50, 9, 9]);
  const grain = valueNoise(random.fork("grain"), [13, 3, 3]);
  for (let slice = 0, index = 0; slice < depth; slice++) {
    const z = slice * canvas.zStep;
    const near = neuritesByTile(neurites, slice, height, width);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++, index++) {
        const [y, x] = [row + WARP * warpY!(z, row, column), column + WARP * warpX!(z, row, column)];
        let [nearest, second, owner] = [Infinity, Infinity, 0];
        for (const candidate of near(row, column)) {
          const distance = Math.sqrt((y - candidate.y) ** 2 + (x - candidate.x) ** 2) - candidate.size;
          if (distance < nearest) [second, nearest, owner] = [nearest, distance, candidate.index];
          else if (distance < second) second = distance;
        }
        const toBoundary = (second - nearest) / 2;
        const obliqueness = Math.max(0, tilt(z, row, column));
        const inside = neurites[owner]!.grey + 0.09 * cloud(z, row, column) + 0.13 * grain(z, row, column);
        const darkness = Math.exp(-((toBoundary / (1.5 + 2.2 * obliqueness)) ** 2)) * (1 - 0.45 * obliqueness);
        canvas.grey[index] = inside * (1 - darkness) + 0.25 * darkness;
        if (toBoundary < 1.9) canvas.labels[index] = MEMBRANE;
      }
    }
  }
}

/** Vesicles (small dark rings) and microtubules (dark dots) inside the neurites. */
function paintSpecks(canvas: Canvas, random: Random): void {
  const [depth, height, width] = canvas.shape;
  for (let count = 0; count < 2600; count++) {
    const at: Point3 = [random.int(0, depth - 1) * canvas.zStep, random.between(0, height), random.between(0, width)];
    const [radius, isRing, grey] = [random.between(1.2, 3.6), random.float() < 0.5, random.between(0.25, 0.5)];
    aroundPoint(canvas, at, radius, (index, dz, dy, dx) => {
      const distance = Math.hypot(dy, dx);
      if (dz !== 0 || distance > radius || canvas.labels[index] === MEMBRANE || (isRing && distance < radius - 1.2))
        return;
      canvas.grey[index] = Math.min(canvas.grey[index]!, grey);
    });
  }
}

/** In the larger neurites: dark ellipses with a rim and stripes that look like membranes. */
function paintMitochondria(canvas: Canvas, neurites: readonly Neurite[], random: Random): void {
  for (const neurite of neurites.filter(({ size }) => size > 6)) {
    const [slice, reach, radius] = [
      random.int(0, SHAPE[0] - 1),
      random.int(2, 6),
      Math.min(15, 6 + neurite.size * random.between(0.2, 0.4)),
    ];
    const [angle, slender, wavelength] = [
      random.between(0, Math.PI),
      random.between(0.6, 0.95),
      random.between(3.6, 5),
    ];
    const [offY, offX] = [neurite.size * 0.25 * random.normal(), neurite.size * 0.25 * random.normal()];
    for (let z = Math.max(0, slice - reach); z <= Math.min(SHAPE[0] - 1, slice + reach); z++) {
      const [y, x] = neurite.at(z);
      const here = radius * Math.sqrt(1 - ((z - slice) / (reach + 1)) ** 2);
      aroundPoint(canvas, [z * canvas.zStep, y + offY, x + offX], here, (index, dz, dy, dx) => {
        const [along, across] = [
          dy * Math.sin(angle) + dx * Math.cos(angle),
          -dy * Math.cos(angle) + dx * Math.sin(angle),
        ];
        const distance = Math.hypot(along / here, across / (slender * here));
        if (dz !== 0 || distance > 1 || canvas.labels[index] === MEMBRANE) return;
        const fromRim = (1 - distance) * here;
        const isCrista = Math.sin((2 * Math.PI * (along + Math.sin(across / 2))) / wavelength) > 0.2;
        canvas.grey[index] = fromRim < 1.4 ? 0.2 : isCrista ? 0.3 : 0.48;
      });
    }
  }
}
