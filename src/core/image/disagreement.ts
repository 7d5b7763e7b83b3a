/** Slices where two predictions differ more than on the slices beside them, the largest first. */
export function disagreementPeaks(profile: ArrayLike<number>): readonly number[] {
  const isPeak = (z: number) =>
    profile[z]! > 0 && profile[z]! >= (profile[z - 1] ?? 0) && profile[z]! > (profile[z + 1] ?? 0);
  return Array.from({ length: profile.length }, (_, z) => z)
    .filter(isPeak)
    .sort((a, b) => profile[b]! - profile[a]!);
}

/** The peak after the one shown, going round; the largest one from any other slice. */
export function nextDisagreement(profile: ArrayLike<number>, shown: number): number | null {
  const peaks = disagreementPeaks(profile);
  return peaks[(peaks.indexOf(shown) + 1) % Math.max(1, peaks.length)] ?? null;
}

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
