import { parseArgs } from "node:util";
import { components } from "../src/core/image/objects/components.ts";
import { findObjects, type Parting } from "../src/core/image/objects/findObjects.ts";
import { measureObjects } from "../src/core/image/objects/measureObjects.ts";
import { voxelCount, type Shape3 } from "../src/core/image/volume.ts";
import { createRandom } from "../src/core/random.ts";
import { median } from "./measure.ts";

const SHAPE: Shape3 = [64, 512, 512];
const BALLS = 1500;
/** Slices are three times as far from each other as voxels within them. */
const SPACING = [3, 1, 1] as const;

/** Balls that overlap, and how far each voxel is from the middle of the nearest with some noise, 0 … 1: a boundary as a network sees it. */
function drawnBalls() {
  const [depth, height, width] = SHAPE;
  const random = createRandom("balls");
  const labels = new Uint32Array(voxelCount(SHAPE));
  const boundary = new Float32Array(labels.length).fill(1);
  for (let ball = 0; ball < BALLS; ball++) {
    const radius = random.int(8, 22);
    const [z, y, x] = [random.int(0, depth), random.int(0, height), random.int(0, width)];
    for (let w = Math.max(0, Math.ceil(z - radius / SPACING[0])); w < Math.min(depth, z + radius / SPACING[0]); w++)
      for (let v = Math.max(0, y - radius); v < Math.min(height, y + radius); v++)
        for (let u = Math.max(0, x - radius); u < Math.min(width, x + radius); u++) {
          const far = Math.hypot((w - z) * SPACING[0], v - y, u - x) / radius;
          const at = (w * height + v) * width + u;
          if (far >= 1) continue;
          labels[at] = 1;
          boundary[at] = Math.min(boundary[at]!, far * far);
        }
  }
  return { labels, boundary: boundary.map((value) => 0.8 * value + (0.2 * random.int(0, 2 ** 20)) / 2 ** 20) };
}

/** Processor time, as other programs run beside. */
function seconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1e6;
}

const { values } = parseArgs({ options: { turns: { type: "string", default: "3" } } });
const { labels, boundary } = drawnBalls();
const all = new Uint32Array(labels.length).fill(1);
const bytes = Uint8Array.from(boundary, (value) => value * 255);
const rules = { spacing: SPACING, minimum: 20, fillHoles: false, sliceBySlice: false };
const found = (stack: Uint32Array<ArrayBuffer>, parting: Parting, fillHoles = false) =>
  findObjects(stack, SHAPE, { ...rules, parting, fillHoles });
const objects = components(labels, SHAPE, { neighbours: "faces" });
const measured: Readonly<Record<string, () => unknown>> = {
  components: () => found(labels, { by: "nothing", neighbours: "faces" }),
  "components, holes filled": () => found(labels, { by: "nothing", neighbours: "faces" }, true),
  "watershed by distance": () => found(labels, { by: "distance", height: 1 }),
  "watershed by a boundary": () => found(labels, { by: "boundary", values: boundary, threshold: 0.3 }),
  "watershed by a boundary, all voxels": () => found(all, { by: "boundary", values: boundary, threshold: 0.3 }),
  "watershed by a boundary of 8 bits, all": () => found(all, { by: "boundary", values: bytes, threshold: 76 }),
  measures: () => measureObjects(objects, { shape: SHAPE, labels, image: bytes, spacing: SPACING, dimensions: 3 }),
};
for (const [name, work] of Object.entries(measured)) {
  const times = Array.from({ length: Number(values.turns) }, () => seconds(work));
  console.log(`${name.padEnd(42)}${median(times).toFixed(2).padStart(7)} s`);
}
