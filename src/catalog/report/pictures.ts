import { encode } from "fast-png";
import type { Dataset } from "../../core/image/dataset.ts";
import { UNLABELLED, type ClassInfo } from "../../core/image/labelMap.ts";
import { automaticWindow, intensities, sliceOf } from "../../core/image/volume.ts";
import type { Frame } from "../../core/study/film.ts";
import { escaped } from "./html.ts";

/** How much of a class colour lies over the greys. */
const OPACITY = 0.45;
/** Grey of a picture whose image is not at hand. */
const NO_IMAGE = 128;

/** What a trial saw last of one slice. */
export interface ReportPicture {
  readonly title: string;
  readonly frame: Pick<Frame, "z" | "width" | "height"> & { readonly labels: Uint8Array };
}

/** Pictures with their titles, over the image where the data are at hand; truth first then. */
export function picturesHtml(
  pictures: readonly ReportPicture[],
  classes: readonly ClassInfo[],
  dataset: Pick<Dataset, "volume" | "labels"> | null,
): string {
  const [first] = pictures;
  if (!first) return "";
  const truth = dataset && {
    title: "Labels",
    frame: { ...first.frame, labels: fitted(dataset.labels.data, dataset, first.frame) },
  };
  const window = dataset && automaticWindow(dataset.volume, intensities(dataset.volume));
  const figures = [...(truth ? [truth] : []), ...pictures].map(({ title, frame }) => {
    const greys =
      dataset && window ? greysOf(dataset, frame, window) : new Uint8Array(frame.labels.length).fill(NO_IMAGE);
    const source = `data:image/png;base64,${base64(painted(greys, frame, classes))}`;
    return `<figure><img src="${source}" width="220" alt="${escaped(`${title}, slice ${frame.z}`)}"><figcaption>${escaped(title)}, slice ${frame.z}</figcaption></figure>`;
  });
  const legend = classes
    .filter(({ color }) => color !== "none")
    .map(({ name, color }) => `<span style="color:${escaped(color)}">■</span> ${escaped(name)}`);
  return `<div class="pictures">\n${figures.join("\n")}\n</div>\n<p class="soft">${legend.join(" ")}</p>`;
}

type Size = Pick<Frame, "z" | "width" | "height">;

/** Values of a slice at the size of a frame, each of the nearest voxel. */
function fitted<Values extends Uint8Array | Float32Array | Dataset["volume"]["data"]>(
  values: Values,
  { volume: { shape } }: Pick<Dataset, "volume">,
  { z, width, height }: Size,
): Values {
  const [, rows, columns] = shape;
  const slice = sliceOf(values, shape, z);
  const small = slice.slice(0, width * height);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++)
      small[at] = slice[Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width)]!;
  return small as Values;
}

function greysOf(dataset: Pick<Dataset, "volume">, frame: Size, [low, high]: readonly [number, number]): Uint8Array {
  const values = fitted(dataset.volume.data, dataset, frame);
  return Uint8Array.from(values, (value) => Math.max(0, Math.min(255, (255 * (value - low)) / (high - low || 1))));
}

/** A picture as PNG bytes. */
function painted(
  greys: Uint8Array,
  { width, height, labels }: ReportPicture["frame"],
  classes: readonly ClassInfo[],
): Uint8Array {
  const data = new Uint8Array(3 * greys.length);
  greys.forEach((grey, at) => {
    const color = labels[at] === UNLABELLED ? "none" : (classes[labels[at]!]?.color ?? "none");
    for (let channel = 0; channel < 3; channel++)
      data[3 * at + channel] =
        color === "none"
          ? grey
          : grey * (1 - OPACITY) + OPACITY * Number.parseInt(color.slice(1 + 2 * channel, 3 + 2 * channel), 16);
  });
  return encode({ width, height, data, channels: 3, depth: 8 });
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
