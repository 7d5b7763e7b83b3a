import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import type { Shape3 } from "../src/core/image/volume.ts";

const [DEPTH, SIDE] = [6, 48];

/** Voxels of bright discs on a dark ground that move from slice to slice; label 255 is the disc. */
export function drawnDiscs(depth: number): {
  readonly image: Uint8Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
} {
  const image = new Uint8Array(depth * SIDE * SIDE);
  const labels = new Uint8Array(image.length);
  for (let index = 0; index < image.length; index++) {
    const [z, y, x] = [Math.floor(index / SIDE ** 2), Math.floor(index / SIDE) % SIDE, index % SIDE];
    const isInside = Math.hypot(y - 20 - z, x - 24) < 10;
    image[index] = (isInside ? 170 : 80) + ((index * 7919) % 40);
    labels[index] = isInside ? 255 : 0;
  }
  return { image, labels };
}

/** The same as TIFFs. */
export function discStack(depth = DEPTH): {
  readonly image: Buffer;
  readonly labels: Buffer;
  readonly classes: Uint8Array<ArrayBuffer>;
  readonly shape: Shape3;
} {
  const { image, labels } = drawnDiscs(depth);
  const volume = (data: Uint8Array<ArrayBuffer>) =>
    Buffer.from(encodeTiff({ shape: [depth, SIDE, SIDE], data, voxelSizeNm: [50, 4, 4] }));
  return { image: volume(image), labels: volume(labels), classes: labels, shape: [depth, SIDE, SIDE] };
}
