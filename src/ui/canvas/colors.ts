/** One pixel as canvas image data holds it in a little-endian word: 0xAABBGGRR. */
export const packed = (red: number, green: number, blue: number, alpha = 255): number =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;

export type Rgb = readonly [red: number, green: number, blue: number];

/** "#rrggbb" as numbers; null for "none", the colour of a class that is not painted. */
export function parseColor(color: string): Rgb | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  return match ? [parseInt(match[1]!, 16), parseInt(match[2]!, 16), parseInt(match[3]!, 16)] : null;
}

/** Cividis (Nuñez et al. 2018, doi 10.1371/journal.pone.0199239), sampled at ten points. */
const CIVIDIS: readonly Rgb[] = [
  [0, 32, 76],
  [0, 48, 111],
  [54, 68, 108],
  [85, 88, 108],
  [109, 108, 114],
  [133, 128, 120],
  [160, 149, 118],
  [189, 171, 107],
  [221, 196, 85],
  [255, 234, 70],
];

/** 256 colours from low to high. */
export function cividisTable(): readonly Rgb[] {
  return Array.from({ length: 256 }, (_, index) => {
    const place = (index / 255) * (CIVIDIS.length - 1);
    const low = Math.min(CIVIDIS.length - 2, Math.floor(place));
    return mixed(CIVIDIS[low]!, CIVIDIS[low + 1]!, place - low);
  });
}

export const greyTable = (): readonly Rgb[] => Array.from({ length: 256 }, (_, grey) => [grey, grey, grey] as const);

export function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  const channel = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [channel(0), channel(1), channel(2)];
}
