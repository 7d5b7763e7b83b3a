import { lengthOf, type Range } from "./dataset.ts";

/** Slices `within` where two predictions differ more than on the slices beside them there, the largest first. */
export function disagreementPeaks(profile: ArrayLike<number>, within: Range = wholeOf(profile)): readonly number[] {
  const share = (z: number) => (z >= within.from && z < within.to ? profile[z]! : 0);
  const isPeak = (z: number) => share(z) > 0 && share(z) >= share(z - 1) && share(z) > share(z + 1);
  return Array.from({ length: lengthOf(within) }, (_, index) => within.from + index)
    .filter(isPeak)
    .sort((a, b) => profile[b]! - profile[a]!);
}

/** The peak after the one shown, going round; the largest one from any other slice. Only slices `within` are gone to. */
export function nextDisagreement(
  profile: ArrayLike<number>,
  shown: number,
  within: Range = wholeOf(profile),
): number | null {
  const peaks = disagreementPeaks(profile, within);
  return peaks[(peaks.indexOf(shown) + 1) % Math.max(1, peaks.length)] ?? null;
}

const wholeOf = ({ length }: ArrayLike<number>): Range => ({ from: 0, to: length });

/** Middle of the square of `side` pixels in which most pixels differ, so that the eye is led there; null when none do. */
export function densestDifference(
  first: Uint8Array,
  second: Uint8Array,
  width: number,
  side = 32,
): readonly [y: number, x: number] | null {
  const columns = Math.ceil(width / side);
  const height = first.length / width;
  const counts = new Uint32Array(columns * Math.ceil(height / side));
  for (let index = 0; index < first.length; index++) {
    if (first[index] !== second[index])
      counts[Math.floor(Math.floor(index / width) / side) * columns + Math.floor((index % width) / side)]!++;
  }
  const most = Math.max(...counts);
  if (most === 0) return null;
  const block = counts.indexOf(most);
  return [
    Math.min(height, (Math.floor(block / columns) + 0.5) * side),
    Math.min(width, ((block % columns) + 0.5) * side),
  ];
}
