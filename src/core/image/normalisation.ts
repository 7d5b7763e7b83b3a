import type { Region } from "./dataset.ts";
import { quantiles, robustIntensity, type Intensity } from "./intensity.ts";
import { dtypeOf, intensities, type Volume } from "./volume.ts";

export const NORMALISATION_IDS = ["none", "zscore", "percentile", "unit"] as const;
export type Normalisation = (typeof NORMALISATION_IDS)[number];

/** What is made of grey values before a network reads them. */
export const NORMALISATIONS: Readonly<Record<Normalisation, string>> = {
  none: "grey values as they are in the file",
  zscore: "mean 0 and deviation 1",
  percentile: "the 1 % quantile becomes 0, the 99.8 % quantile 1",
  unit: "the range of the file's numbers becomes 0 to 1: of 8 bit 0 to 255, of real numbers the smallest to the largest",
} as const;

/** Grey values that become 0, and by how much they differ from those that become 1. */
export type GreyScale = Pick<Intensity, "mean" | "deviation">;

/** Grey values as they are. */
export const AS_THEY_ARE: GreyScale = { mean: 0, deviation: 1 };

const LOW_SHARE = 0.01;
const HIGH_SHARE = 0.998;

/** The scale of a normalisation, by the grey values in some boxes of a stack. */
export function scaleOf(normalisation: Normalisation, volume: Volume, regions: readonly Region[]): GreyScale {
  switch (normalisation) {
    case "none":
      return AS_THEY_ARE;
    case "zscore": {
      const { mean, deviation } = robustIntensity(volume, regions);
      return { mean, deviation: deviation || 1 };
    }
    case "percentile": {
      const [low, high] = quantiles(volume, regions, [LOW_SHARE, HIGH_SHARE]);
      return between(low!, high!);
    }
    case "unit": {
      const most = { uint8: 255, uint16: 65_535 }[dtypeOf(volume.data)];
      const { min, max } = most === undefined ? intensities(volume) : { min: 0, max: most };
      return between(min, max);
    }
    default:
      return normalisation satisfies never;
  }
}

/** A scale of the file's grey values as one of values that another scale has made of them already. */
export const scaleBehind = ({ mean, deviation }: GreyScale, done: GreyScale): GreyScale => {
  const unit = done.deviation || 1;
  return { mean: (mean - done.mean) / unit, deviation: deviation / unit };
};

const between = (low: number, high: number): GreyScale => ({ mean: low, deviation: high - low || 1 });
