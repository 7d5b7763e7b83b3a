import { classColor, type ClassInfo } from "../../core/image/labelMap.ts";
import type { Sample } from "../../core/image/sample.ts";
import { createRandom, type Random } from "../../core/random.ts";
import { aroundPoint, createCanvas, expose, type Canvas, type Point3 } from "./canvas.ts";
import { valueNoise, type Field } from "./noise.ts";

const SHAPE = [24, 256, 256] as const;
const VOXEL_SIZE_NM = [40, 10, 10] as const;
const Z_STEP = VOXEL_SIZE_NM[0] / VOXEL_SIZE_NM[2];

const NAMES = [
  "Background",
  "Cell",
  "Mitochondrion",
  "Alpha granule",
  "Canalicular vessel",
  "Dense granule",
  "Dense core",
];
const CELL = 1;
const MITOCHONDRION = 2;
const ALPHA_GRANULE = 3;
const VESSEL = 4;
const DENSE_GRANULE = 5;
const DENSE_CORE = 6;

const classes: readonly ClassInfo[] = NAMES.map((name, index) => ({ name, color: classColor(index) }));

/**
 * Blood platelets as serial block-face SEM shows them, after the data set of Guay et al.: elongated cells between bright plasma, with
 * membranes, double-membraned mitochondria with cristae, alpha granules, bright canalicular vessels, dense granules with
 * a dark core, and glycogen that is as dark as organelles are but belongs to the cell.
 */
export default {
  id: "platelets",
  label: "Platelets",
  summary: "seven classes, serial block-face",
  shape: SHAPE,
  classes,
  create(seed = 0) {
    const random = createRandom(seed, "platelets");
    const canvas = createCanvas(SHAPE, Z_STEP);
    const cells = placeCells(random.fork("cells"));
    const ownerOf = paintCells(canvas, cells, random.fork("cytoplasm"));
    paintGlycogen(canvas, ownerOf, random.fork("glycogen"));
    paintOrganelles(canvas, cells, ownerOf, random.fork("organelles"));
    const data = expose(canvas, random.fork("microscope"), { blur: 0.22, noise: 0.085, drift: 0.035, shift: 1 });
    return {
      volume: { shape: SHAPE, data, voxelSizeNm: VOXEL_SIZE_NM },
      labels: { shape: SHAPE, data: canvas.labels, classes },
    };
  },
} satisfies Sample;

interface Cell {
  readonly center: Point3;
  readonly radii: readonly [z: number, along: number, across: number];
  /** Of the angle it lies at. */
  readonly sine: number;
  readonly cosine: number;
  readonly grey: number;
}

/** Long cells that lie roughly parallel in rows; where two would overlap, the nearer one wins. */
function placeCells(random: Random): readonly Cell[] {
  const slant = random.between(0.95, 1.2);
  const cells: Cell[] = [];
  for (let row = -2; row <= 2; row++) {
    for (let column = -2; column <= 2; column++) {
      const along = column * 205 + (row % 2) * 100 + random.between(-14, 14);
      const across = row * 84 + random.between(-7, 7);
      const center: Point3 = [
        random.between(20, 76),
        128 + along * Math.sin(slant) - across * Math.cos(slant),
        128 + along * Math.cos(slant) + across * Math.sin(slant),
      ];
      const radii = [random.between(90, 140), random.between(102, 122), random.between(39, 50)] as const;
      const angle = slant + random.between(-0.14, 0.14);
      cells.push({ center, radii, sine: Math.sin(angle), cosine: Math.cos(angle), grey: random.between(0.47, 0.6) });
    }
  }
  return cells;
}

/** Signed distance to the surface in px, below 0 inside: the ellipsoid's level divided by its gradient, exact at the surface. */
function depthIn({ center, radii, sine, cosine }: Cell, z: number, y: number, x: number): number {
  const [dz, dy, dx] = [z - center[0], y - center[1], x - center[2]];
  const [u, v, w] = [dz / radii[0], (dy * sine + dx * cosine) / radii[1], (-dy * cosine + dx * sine) / radii[2]];
  const level = Math.sqrt(u * u + v * v + w * w);
  const slope = Math.sqrt((u / radii[0]) ** 2 + (v / radii[1]) ** 2 + (w / radii[2]) ** 2) / Math.max(level, 1e-6);
  return Math.max(-radii[2], (level - 1) / Math.max(slope, 1e-6));
}

/** Whether a point lies well outside a cell seen along z: spares most of the distances. */
const isFar = ({ center, radii }: Cell, y: number, x: number): boolean =>
  (y - center[1]) ** 2 + (x - center[2]) ** 2 > (radii[1] + 10) ** 2;

/** Paints plasma, cytoplasm and membranes; returns the cell of each voxel (255 for none). */
function paintCells(canvas: Canvas, cells: readonly Cell[], random: Random): Uint8Array {
  const [depth, height, width] = canvas.shape;
  const owner = new Uint8Array(canvas.labels.length).fill(255);
  const ruffle = valueNoise(random.fork("ruffle"), [30, 22, 22]);
  const fine = valueNoise(random.fork("fine"), [14, 7, 7]);
  const cloud = valueNoise(random.fork("cloud"), [36, 28, 28]);
  const grain = valueNoise(random.fork("grain"), [8, 3.5, 3.5]);
  const plasma = valueNoise(random.fork("plasma"), [90, 120, 120]);
  for (let slice = 0, index = 0; slice < depth; slice++) {
    const z = slice * canvas.zStep;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, index++) {
        const warp = 4.5 * ruffle(z, y, x) + 1.3 * fine(z, y, x);
        let [nearest, second, cell] = [Infinity, Infinity, 0];
        for (let candidate = 0; candidate < cells.length; candidate++) {
          if (isFar(cells[candidate]!, y, x)) continue;
          const distance = depthIn(cells[candidate]!, z, y, x) + warp;
          if (distance < nearest) [second, nearest, cell] = [nearest, distance, candidate];
          else if (distance < second) second = distance;
        }
        const gap = nearest === Infinity ? 0 : Math.min(-nearest, (second - nearest) / 2);
        if (gap <= 0.7) {
          canvas.grey[index] = 0.86 + 0.05 * plasma(z, y, x);
          continue;
        }
        owner[index] = cell;
        canvas.labels[index] = CELL;
        const isMembrane = gap < 2.4;
        canvas.grey[index] = isMembrane ? 0.3 : cells[cell]!.grey + 0.07 * cloud(z, y, x) + 0.07 * grain(z, y, x);
      }
    }
  }
  return owner;
}

/** Clusters of small dark specks in the cytoplasm: as dark as organelles, but no class of their own. */
function paintGlycogen(canvas: Canvas, ownerOf: Uint8Array, random: Random): void {
  const clusters = Array.from({ length: 260 }, () => pointIn(canvas, random));
  for (const center of clusters) {
    const specks = random.int(5, 20);
    for (let speck = 0; speck < specks; speck++) {
      const at: Point3 = [
        center[0] + 10 * random.normal(),
        center[1] + 7 * random.normal(),
        center[2] + 7 * random.normal(),
      ];
      const radius = random.between(1.5, 4.2);
      const [grey, stretch] = [random.between(0.16, 0.34), random.between(0.6, 1.6)];
      aroundPoint(canvas, at, radius * 2, (index, dz, dy, dx) => {
        const distance = Math.hypot(dz, dy * stretch, dx / stretch) / radius;
        if (distance < 1 && ownerOf[index] !== 255 && canvas.grey[index]! > 0.34) canvas.grey[index] = grey;
      });
    }
  }
}

const pointIn = ({ shape: [depth, height, width], zStep }: Canvas, random: Random): Point3 => [
  random.between(0, (depth - 1) * zStep),
  random.between(0, height),
  random.between(0, width),
];

interface Organelle {
  readonly count: number;
  readonly reach: readonly [least: number, most: number];
  readonly paint: (canvas: Canvas, at: Point3, radius: number, ownerOf: Uint8Array, random: Random) => void;
}

const ORGANELLES: readonly Organelle[] = [
  { count: 30, reach: [10, 15], paint: paintMitochondrion },
  { count: 115, reach: [8, 16], paint: paintAlphaGranule },
  { count: 34, reach: [8, 12], paint: paintDenseGranule },
  { count: 170, reach: [6, 12], paint: paintVessel },
];

/** Largest first, each at a place inside a cell and clear of the others. */
function paintOrganelles(canvas: Canvas, cells: readonly Cell[], ownerOf: Uint8Array, random: Random): void {
  const placed: { at: Point3; radius: number }[] = [];
  for (const { count, reach, paint } of ORGANELLES) {
    for (let attempt = 0, made = 0; made < count && attempt < count * 60; attempt++) {
      const [at, radius] = [pointIn(canvas, random), random.between(...reach)];
      if (
        !isRoomy(cells, at, radius) ||
        placed.some(
          (other) =>
            Math.hypot(at[0] - other.at[0], at[1] - other.at[1], at[2] - other.at[2]) < radius + other.radius + 3,
        )
      )
        continue;
      paint(canvas, at, radius, ownerOf, random);
      placed.push({ at, radius });
      made++;
    }
  }
}

const isRoomy = (cells: readonly Cell[], [z, y, x]: Point3, radius: number): boolean =>
  Math.min(...cells.map((cell) => depthIn(cell, z, y, x))) < -5 - radius;

/** Sets grey and class of a voxel that lies in a cell, not on its membrane. */
function set(canvas: Canvas, ownerOf: Uint8Array, index: number, label: number, grey: number): void {
  if (ownerOf[index] === 255) return;
  canvas.grey[index] = grey;
  canvas.labels[index] = label;
}

/** Ellipsoid with two membranes and a few folds (cristae) across its long axis. */
function paintMitochondrion(canvas: Canvas, at: Point3, radius: number, ownerOf: Uint8Array, random: Random): void {
  const [angle, slender, wavelength, phase] = [
    random.between(0, Math.PI),
    random.between(0.55, 0.8),
    random.between(4.2, 6),
    random.between(0, 6),
  ];
  const matrix = random.between(0.33, 0.43);
  aroundPoint(canvas, at, radius, (index, dz, dy, dx) => {
    const along = dy * Math.sin(angle) + dx * Math.cos(angle);
    const across = -dy * Math.cos(angle) + dx * Math.sin(angle);
    const distance = Math.hypot(dz / (0.9 * radius), along / radius, across / (slender * radius));
    if (distance > 1) return;
    const fromRim = (1 - distance) * slender * radius;
    const crista =
      Math.sin((2 * Math.PI * (along + 1.5 * Math.sin(across / 3))) / wavelength + phase) > 0.35 && fromRim > 3;
    const grey = fromRim < 1.1 ? 0.24 : fromRim < 2.1 ? 0.44 : fromRim < 3 ? 0.27 : crista ? matrix - 0.12 : matrix;
    set(canvas, ownerOf, index, MITOCHONDRION, grey);
  });
}

/** Round, evenly grey, a little darker than the cytoplasm. */
function paintAlphaGranule(canvas: Canvas, at: Point3, radius: number, ownerOf: Uint8Array, random: Random): void {
  const [grey, angle, slender] = [random.between(0.32, 0.42), random.between(0, Math.PI), random.between(0.75, 1)];
  const texture = valueNoise(random, [9, 5, 5]);
  aroundPoint(canvas, at, radius, (index, dz, dy, dx) => {
    const along = dy * Math.sin(angle) + dx * Math.cos(angle);
    const across = -dy * Math.cos(angle) + dx * Math.sin(angle);
    const distance = Math.hypot(dz / radius, along / radius, across / (slender * radius));
    if (distance < 1)
      set(
        canvas,
        ownerOf,
        index,
        ALPHA_GRANULE,
        (1 - distance) * radius < 1 ? 0.28 : grey + 0.04 * texture(dz, dy, dx),
      );
  });
}

/** A halo like a small vessel around a nearly black core off its centre. */
function paintDenseGranule(canvas: Canvas, at: Point3, radius: number, ownerOf: Uint8Array, random: Random): void {
  const core: Point3 = [random.between(-1, 1), random.between(-2, 2), random.between(-2, 2)];
  const coreRadius = radius * random.between(0.42, 0.55);
  const halo = random.between(0.62, 0.74);
  aroundPoint(canvas, at, radius, (index, dz, dy, dx) => {
    const distance = Math.hypot(dz, dy, dx);
    if (distance > radius) return;
    const isCore = Math.hypot(dz - core[0], dy - core[1], dx - core[2]) < coreRadius;
    set(
      canvas,
      ownerOf,
      index,
      isCore ? DENSE_CORE : DENSE_GRANULE,
      isCore ? 0.09 : radius - distance < 1.1 ? 0.32 : halo,
    );
  });
}

/** A winding tube, bright as the plasma outside, with a thin dark wall. */
function paintVessel(canvas: Canvas, at: Point3, radius: number, ownerOf: Uint8Array, random: Random): void {
  const beads = tube(at, radius, random);
  const wobble: Field = valueNoise(random, [8, 8, 8]);
  const inside = (beadRadius: number, dz: number, dy: number, dx: number) =>
    beadRadius * (1 + 0.18 * wobble(dz, dy, dx)) - Math.hypot(dz, dy, dx);
  for (const isWall of [true, false]) {
    for (const { at: bead, radius: beadRadius } of beads) {
      aroundPoint(canvas, bead, beadRadius * 1.3, (index, dz, dy, dx) => {
        if (inside(beadRadius, dz, dy, dx) > (isWall ? 0 : 1.2))
          set(canvas, ownerOf, index, VESSEL, isWall ? 0.31 : 0.85);
      });
    }
  }
}

function tube(at: Point3, radius: number, random: Random): readonly { at: Point3; radius: number }[] {
  const step = [random.normal(), random.normal(), random.normal()] as [number, number, number];
  const beads = [];
  let [z, y, x] = at;
  const thickness = radius * random.between(0.5, 0.85);
  for (let bead = random.int(3, 9); bead > 0; bead--) {
    beads.push({ at: [z, y, x] as Point3, radius: thickness * random.between(0.8, 1.15) });
    for (const axis of [0, 1, 2] as const) step[axis] = 0.7 * step[axis] + 0.6 * random.normal();
    const length = Math.hypot(...step) || 1;
    [z, y, x] = [
      z + (step[0] / length) * thickness * 0.9,
      y + (step[1] / length) * thickness * 0.9,
      x + (step[2] / length) * thickness * 0.9,
    ];
  }
  return beads;
}
