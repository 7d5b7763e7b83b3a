import { UNLABELLED } from "../../src/core/image/labelMap.ts";
import type { Random } from "../../src/core/random.ts";
import type { TrainingData } from "../../src/engine/trainingData.ts";

/** As somebody paints: a line of this length and width that does not leave what it began in. */
const [LENGTH, WIDTH] = [60, 3];

/** Labels where strokes were drawn by the truth, as many of each class, until they cover a share of the pixels of some slices; nothing elsewhere. */
export function strokesOf(
  { shape: [, height, width], labels: truth, classes }: Pick<TrainingData, "shape" | "labels" | "classes">,
  slices: readonly number[],
  { share, random }: { readonly share: number; readonly random: Random },
): Uint8Array {
  const labels = new Uint8Array(truth.length).fill(UNLABELLED);
  const area = height * width;
  for (const z of slices) {
    const [known, drawn] = [truth, labels].map((map) => map.subarray(z * area, (z + 1) * area)) as [
      Uint8Array,
      Uint8Array,
    ];
    let covered = 0;
    for (let stroke = 0; covered < share * area; stroke++)
      covered += drawStroke(known, drawn, {
        width,
        classIndex: stroke % classes,
        most: share * area - covered,
        random,
      });
  }
  return labels;
}

interface Stroke {
  readonly width: number;
  readonly classIndex: number;
  /** Pixels at most. */
  readonly most: number;
  readonly random: Random;
}

/** Pixels that it labelled. */
function drawStroke(known: Uint8Array, drawn: Uint8Array, { width, classIndex, most, random }: Stroke): number {
  const height = known.length / width;
  let [y, x] = [random.int(0, height - 1), random.int(0, width - 1)];
  if (known[y * width + x] !== classIndex) return 0;
  let angle = random.float() * 2 * Math.PI;
  let count = 0;
  const reach = Math.floor(WIDTH / 2);
  for (let step = 0; step < LENGTH && count < most; step++) {
    for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++)
      for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
        const at = v * width + u;
        if (known[at] !== classIndex || drawn[at] !== UNLABELLED || count >= most) continue;
        drawn[at] = classIndex;
        count++;
      }
    angle += random.float() - 0.5;
    const [nextY, nextX] = [Math.round(y + 1.5 * Math.sin(angle)), Math.round(x + 1.5 * Math.cos(angle))];
    const isInside = nextY >= 0 && nextY < height && nextX >= 0 && nextX < width;
    // A stroke turns where it would leave what it is in.
    if (isInside && known[nextY * width + nextX] === classIndex) [y, x] = [nextY, nextX];
    else angle += Math.PI / 2;
  }
  return count;
}
