import { classColor, type ClassInfo } from "../../core/image/labelMap.ts";
import type { Sample } from "../../core/image/sample.ts";
import { createRandom, type Random } from "../../core/random.ts";
import { aroundPoint, createCanvas, expose, type Canvas } from "./canvas.ts";
import { valueNoise } from "./noise.ts";

const SHAPE = [36, 160, 160] as const;
const [DEPTH, SIDE] = [SHAPE[0], SHAPE[1]];
const VOXEL_SIZE_NM = [100_000, 100_000, 100_000] as const;
/** Every slice is a part of its own: nothing that is painted reaches the next. */
const Z_STEP = 1000;

const FLAW = 1;
const classes: readonly ClassInfo[] = ["Part", "Flaw"].map((name, index) => ({ name, color: classColor(index) }));

/**
 * Surfaces of machined parts, 160 px each, in place of the industrial images of AutoSegNet, which are private: thin jagged cracks are
 * the one class. Tool marks are as dark and as thin but straight, and dirt is as dark but round, so that only their shape tells them.
 */
export default {
  id: "flaws",
  label: "Flaws",
  summary: "two classes, thin cracks in textured parts",
  shape: SHAPE,
  classes,
  create(seed = 0) {
    const random = createRandom(seed, "flaws");
    const canvas = createCanvas(SHAPE, Z_STEP);
    for (let slice = 0; slice < DEPTH; slice++) paintPart(canvas, slice, random.fork("part", slice));
    const data = expose(canvas, random.fork("camera"), { blur: 0.16, noise: 0.07, drift: 0.06, shift: 0 });
    return {
      volume: { shape: SHAPE, data, voxelSizeNm: VOXEL_SIZE_NM },
      labels: { shape: SHAPE, data: canvas.labels, classes },
    };
  },
} satisfies Sample;

function paintPart(canvas: Canvas, slice: number, random: Random): void {
  const angle = random.between(0, Math.PI);
  paintSurface(canvas, slice, angle, random.fork("surface"));
  const marks = random.int(3, 7);
  for (let mark = 0; mark < marks; mark++) paintToolMark(canvas, slice, angle, random.fork("mark", mark));
  const spots = random.int(4, 10);
  for (let spot = 0; spot < spots; spot++) paintDirt(canvas, slice, random.fork("dirt", spot));
  const cracks = random.int(1, 3);
  for (let crack = 0; crack < cracks; crack++) paintCrack(canvas, slice, random.fork("crack", crack));
}

/** Brushed along one direction: grain that is long there and short across, under an uneven light. */
function paintSurface({ grey }: Canvas, slice: number, angle: number, random: Random): void {
  const grain = valueNoise(random.fork("grain"), [1, 2.2, 26]);
  const light = valueNoise(random.fork("light"), [1, 70, 70]);
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  for (let row = 0, index = slice * SIDE * SIDE; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++, index++) {
      const [across, along] = [cosine * row - sine * column, sine * row + cosine * column];
      grey[index] = 0.62 + 0.14 * grain(0, across, along) + 0.12 * light(0, row, column);
    }
}

/** A straight dark scratch of a tool, along the brushing, but for some degrees. */
function paintToolMark(canvas: Canvas, slice: number, angle: number, random: Random): void {
  const turned = angle + random.between(-0.15, 0.15);
  const [darkness, width] = [random.between(0.25, 0.5), random.between(0.7, 1.3)];
  let [y, x] = [random.between(0, SIDE), random.between(0, SIDE)];
  const length = random.between(30, 110);
  for (let step = 0; step < length; step++) {
    darken(canvas, slice, [y, x], { width, darkness });
    [y, x] = [y + Math.sin(turned), x + Math.cos(turned)];
  }
}

function paintDirt(canvas: Canvas, slice: number, random: Random): void {
  const at = [random.between(0, SIDE), random.between(0, SIDE)] as const;
  darken(canvas, slice, at, { width: random.between(1.2, 3.5), darkness: random.between(0.3, 0.6) });
}

/** A walk that turns sharply every few pixels, thinner towards its end. */
function paintCrack(canvas: Canvas, slice: number, random: Random): void {
  const [heading, darkness, widest] = [
    random.between(0, 2 * Math.PI),
    random.between(0.3, 0.6),
    random.between(1.1, 1.9),
  ];
  const length = random.between(35, 90);
  let [y, x] = [random.between(20, SIDE - 20), random.between(20, SIDE - 20)];
  let [direction, untilTurn] = [heading, 0];
  for (let step = 0; step < length; step += 0.5, untilTurn -= 0.5) {
    if (untilTurn <= 0) [direction, untilTurn] = [heading + random.between(-1.2, 1.2), random.between(2, 7)];
    const width = widest * (1 - (0.6 * step) / length);
    darken(canvas, slice, [y, x], { width, darkness }, FLAW);
    [y, x] = [y + 0.5 * Math.sin(direction), x + 0.5 * Math.cos(direction)];
  }
}

interface Stain {
  /** Radius, px. */
  readonly width: number;
  /** Grey that is left where it is darkest, as a share of what was there, is 1 less this. */
  readonly darkness: number;
}

/** Darkens a disc, softly at its rim; what has been darkened once is not darkened further. */
function darken(
  canvas: Canvas,
  slice: number,
  [y, x]: readonly [number, number],
  { width, darkness }: Stain,
  label?: number,
): void {
  aroundPoint(canvas, [slice * Z_STEP, y, x], width + 1, (index, _, dy, dx) => {
    const distance = Math.hypot(dy, dx);
    if (distance > width + 0.5) return;
    const share = Math.min(1, width + 0.5 - distance);
    canvas.grey[index] = Math.min(canvas.grey[index]!, 0.62 * (1 - darkness * share) + 0.02);
    if (label !== undefined && distance <= width) canvas.labels[index] = label;
  });
}
