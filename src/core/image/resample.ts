type Size = readonly [width: number, height: number];

/** Class indices of a picture at another size: every pixel takes the nearest one, as classes have no mean. */
export function resampleLabels(
  labels: Uint8Array,
  [width, height]: Size,
  [toWidth, toHeight]: Size,
): Uint8Array<ArrayBuffer> {
  const resampled = new Uint8Array(toWidth * toHeight);
  for (let y = 0; y < toHeight; y++) {
    const row = Math.floor(((y + 0.5) * height) / toHeight) * width;
    for (let x = 0; x < toWidth; x++)
      resampled[y * toWidth + x] = labels[row + Math.floor(((x + 0.5) * width) / toWidth)]!;
  }
  return resampled;
}

/** The size of a picture whose longer side is at most so many pixels, in the same proportions. */
export function fittedSize([width, height]: Size, most: number): Size {
  const scale = Math.min(1, most / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}
