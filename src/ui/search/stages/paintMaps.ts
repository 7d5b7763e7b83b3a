import { UNLABELLED } from "../../../core/image/labelMap.ts";
import type { CorrectionMaps } from "../../../worker/studioApi.ts";
import { cividisTable, mixed, packed, type Rgb } from "../../canvas/colors.ts";
import { windowedGreys } from "../../canvas/paintSlice.ts";

/** Invented, missed, taken for another class. */
export const MISTAKE_COLORS = {
  invented: [230, 159, 0],
  missed: [0, 114, 178],
  confused: [204, 121, 167],
} as const satisfies Readonly<Record<string, Rgb>>;

/** What was corrected, in colour on the image; around it the error map, as far as it reaches. */
export function paintMistakes(maps: CorrectionMaps, window: readonly [number, number]): ImageData {
  const greys = windowedGreys({ ...maps, window });
  return painted(maps, (at) => {
    const grey: Rgb = [greys[at]!, greys[at]!, greys[at]!];
    const mistake = mistakeAt(maps.raw[at]!, maps.corrected[at]!);
    return mistake ? MISTAKE_COLORS[mistake] : mixed(grey, [255, 255, 255], 0.5 * maps.errors[at]!);
  });
}

function mistakeAt(raw: number, corrected: number): keyof typeof MISTAKE_COLORS | null {
  if (corrected === UNLABELLED || raw === corrected) return null;
  if (corrected === 0) return "invented";
  return raw === 0 ? "missed" : "confused";
}

/** The least and the most that a voxel counts; what is not labelled counts nothing. */
export function weightRange({ weights }: CorrectionMaps): readonly [number, number] {
  let [low, high] = [Infinity, 0];
  for (const weight of weights) {
    if (weight === 0) continue;
    low = Math.min(low, weight);
    high = Math.max(high, weight);
  }
  return high === 0 ? [0, 0] : [low, high];
}

/** What each voxel counts, from low to high by its logarithm: mistakes count a hundredfold. */
export function paintWeights(maps: CorrectionMaps): ImageData {
  const table = cividisTable();
  const [low, high] = weightRange(maps);
  const span = Math.log(high / low) || 1;
  return painted(maps, (at) => {
    const weight = maps.weights[at]!;
    return weight === 0 ? [60, 60, 60] : table[Math.round((Math.log(weight / low) / span) * (table.length - 1))]!;
  });
}

function painted({ width, height }: CorrectionMaps, colorAt: (at: number) => Rgb): ImageData {
  const pixels = Uint32Array.from({ length: width * height }, (_, at) => packed(...colorAt(at)));
  return new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
}
