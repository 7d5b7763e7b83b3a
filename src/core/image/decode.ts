import { StudioError } from "../errors.ts";
import { boxShape, transposed } from "./boxes.ts";
import { lengthOf, type Range, type Region } from "./dataset.ts";
import { ELEMENT_BYTES, isComplex, voxelsOf, type ComplexPart } from "./elements.ts";
import { movedTo } from "./geometry.ts";
import type { Box, DecodedFile, ReadableArray, StoredArray } from "./format.ts";
import { dtypeOf, VOXEL_ARRAYS, voxelCount, type Shape3, type VoxelArray, type VoxelType } from "./volume.ts";

/** What of an array becomes a stack. */
export interface ArrayChoice {
  /** Index along each axis that is not of the stack, by its letter; 0 where it is not given. */
  readonly at?: Readonly<Record<string, number>>;
  readonly region?: Region;
  readonly complex?: ComplexPart;
  /** The axis whose indices are slices, by its letter, where the file calls them channels or something else. */
  readonly slicesAlong?: string;
  /** Names of all axes, one letter each, where whoever asks knows better than the file. */
  readonly axes?: string;
}

/** The axis of more than one index that could be the slices of an array without slices, by its letter; null where there is none. */
export function couldBeSlices(array: Pick<StoredArray, "axes" | "shape" | "samples">): string | null {
  const [depth] = stackShape(array);
  const open = chosenAxes(array).filter(({ letter }) => letter !== "s" || array.samples === "channels");
  return depth === 1 && open.length === 1 ? open[0]!.letter : null;
}

/** The array with one of its axes taken as its slices. */
export function withSlicesAlong<A extends StoredArray>(array: A, letter: string): A {
  if (!array.axes.includes(letter))
    throw new StudioError("BadInput", `It has no ${AXIS_NAMES[letter] ?? letter} to take as slices.`);
  const { samples, ...rest } = array;
  const axes = array.axes.replace("z", letter === "t" ? "b" : "t").replace(letter, "z");
  return { ...rest, axes, ...(samples && letter !== "s" && { samples }) } as A;
}

/** The array as it is read for a choice. */
export const asChosen = <A extends StoredArray>(array: A, { slicesAlong, axes }: ArrayChoice): A => {
  if (axes !== undefined) return withAxes(array, axes);
  return slicesAlong === undefined ? array : withSlicesAlong(array, slicesAlong);
};

/** Its samples are an axis like any other then. */
function withAxes<A extends StoredArray>(array: A, axes: string): A {
  const { samples, ...rest } = array;
  return { ...rest, ...(samples && axes.includes("s") && { samples }), axes } as A;
}

/** Axis of the array that the stack's depth, height and width are taken from; -1 for a depth or height of 1. */
export interface StackAxes {
  readonly z: number;
  readonly y: number;
  readonly x: number;
}

/** Which axes make the stack: z, y and x; time stands in for z where there is no z. */
export function stackAxes({ axes, shape }: Pick<StoredArray, "axes" | "shape">): StackAxes {
  const z = axes.indexOf("z");
  const time = axes.indexOf("t");
  return { z: z < 0 && time >= 0 && shape[time]! > 1 ? time : z, y: axes.indexOf("y"), x: axes.indexOf("x") };
}

/** [depth, height, width] of the stack that an array gives. */
export function stackShape(array: Pick<StoredArray, "axes" | "shape">): Shape3 {
  const { z, y, x } = stackAxes(array);
  return [array.shape[z] ?? 1, array.shape[y] ?? 1, array.shape[x] ?? 1];
}

/** Axes along which one index has to be chosen, with their extents. */
export function chosenAxes(
  array: Pick<StoredArray, "axes" | "shape" | "samples">,
): readonly { readonly letter: string; readonly extent: number }[] {
  const { z, y, x } = stackAxes(array);
  return array.axes
    .split("")
    .map((letter, axis) => ({ letter, axis, extent: array.shape[axis]! }))
    .filter(
      ({ letter, axis, extent }) =>
        ![z, y, x].includes(axis) && extent > 1 && (letter !== "s" || array.samples === "channels"),
    );
}

/** Bytes that are read and converted at once. */
const SLAB_BYTES = 2 ** 26;

/** Reads the chosen part of an array as a stack: colours packed, scales applied, half floats widened. Throws StudioError "UnreadableFile". */
export async function decodeArray(stored: ReadableArray, choice: ArrayChoice = {}): Promise<DecodedFile> {
  const array = asChosen(stored, choice);
  if (array.refusal !== undefined) throw new StudioError("UnreadableFile", array.refusal);
  const [depth, height, width] = stackShape(array);
  const region = choice.region ?? { z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  const shape: Shape3 = [lengthOf(region.z), lengthOf(region.y), lengthOf(region.x)];
  const { data, isColor, warnings } = await readVoxels(array, choice, region);
  const taken =
    stackAxes(array).z >= 0 && array.axes[stackAxes(array).z] === "t"
      ? ["It has no z axis; its time points are taken as slices."]
      : [];
  return {
    volume: {
      shape,
      data,
      voxelSizeNm: array.voxelSizeNm,
      ...(array.geometry &&
        choice.slicesAlong === undefined && {
          geometry: movedTo(array.geometry, [region.z.from, region.y.from, region.x.from]),
        }),
    },
    description: array.description,
    isColor,
    isLossy: array.isLossy ?? false,
    ...(array.order !== undefined && { order: array.order }),
    ...(array.maskClasses && { maskClasses: array.maskClasses }),
    warnings: [...array.warnings, ...taken, ...warnings],
  };
}

interface Voxels {
  readonly data: VoxelArray;
  readonly isColor: boolean;
  readonly warnings: readonly string[];
}

async function readVoxels(array: ReadableArray, choice: ArrayChoice, region: Region): Promise<Voxels> {
  const planes = [...slabsOf(array, region)];
  const first = looked(array, await readStored(array, choice, { ...region, z: planes[0]! }));
  if (planes.length === 1) return (await drawnInAlpha(array, choice, region, first)) ?? first;
  const plane = lengthOf(region.y) * lengthOf(region.x);
  const data = new (first.data.constructor as new (length: number) => VoxelArray)(plane * lengthOf(region.z));
  data.set(first.data, 0);
  for (const z of planes.slice(1))
    data.set(looked(array, await readStored(array, choice, { ...region, z })).data, (z.from - region.z.from) * plane);
  return { ...first, data };
}

const ALPHA_TAKEN =
  "Its colour is the same everywhere; what was drawn is in its transparency (alpha), which was taken as values.";

/** Of a grey picture with transparency whose greys are all one, the transparency; null for others. */
async function drawnInAlpha(
  array: ReadableArray,
  choice: ArrayChoice,
  region: Region,
  { data, warnings }: Voxels,
): Promise<Voxels | null> {
  const place = array.axes.indexOf("s");
  const hasAlpha = array.samples === "channels" && array.shape[place] === 2 && (choice.at?.s ?? 0) === 0;
  if (!hasAlpha || !isUniform(data)) return null;
  const alpha = looked(array, await readStored(array, { ...choice, at: { ...choice.at, s: 1 } }, region)).data;
  return isDrawing(alpha) ? { data: alpha, isColor: false, warnings: [...warnings, ALPHA_TAKEN] } : null;
}

const isUniform = (data: VoxelArray): boolean => data.every((value) => value === data[0]);

/** Whether a transparency holds more than "opaque everywhere". */
const isDrawing = (alpha: VoxelArray): boolean => alpha[0] === 0 || !isUniform(alpha);

/** Whether what becomes of a voxel follows from its own value alone, so that slices can be read apart. */
export const isReadBySlices = (array: StoredArray): boolean =>
  isCuttable(array) && !(array.samples === "channels" && array.shape[array.axes.indexOf("s")] === 2);

const isCuttable = (array: StoredArray): boolean =>
  array.dtype in VOXEL_ARRAYS && !array.palette && array.samples !== "color";

/** Slices that fit into one piece; arrays whose conversion depends on all their values come whole. */
function* slabsOf(array: ReadableArray, { z, y, x }: Region): Generator<Range> {
  const planeBytes = lengthOf(y) * lengthOf(x) * ELEMENT_BYTES[array.dtype];
  const step = isCuttable(array) ? Math.max(1, Math.floor(SLAB_BYTES / planeBytes)) : lengthOf(z);
  for (let from = z.from; from < z.to; from += step) yield { from, to: Math.min(z.to, from + step) };
}

interface Stored {
  readonly data: VoxelArray;
  readonly samples: number;
}

/** Elements of a region in the order z, y, x, samples. */
async function readStored(array: ReadableArray, { at = {}, complex }: ArrayChoice, region: Region): Promise<Stored> {
  const { z, y, x } = stackAxes(array);
  const isColor = array.samples === "color";
  const box: Box = array.shape.map((extent, axis) => {
    if (axis === z) return region.z;
    if (axis === y) return region.y;
    if (axis === x) return region.x;
    const letter = array.axes[axis]!;
    if (letter === "s" && isColor) return { from: 0, to: extent };
    const index = at[letter] ?? 0;
    if (!(Number.isInteger(index) && index >= 0 && index < extent))
      throw new StudioError(
        "BadInput",
        `There is no ${AXIS_NAMES[letter] ?? letter} ${index}; it has ${extent}, from 0.`,
      );
    return { from: index, to: index + 1 };
  });
  const bytes = await array.read(box);
  const wanted = [z, y, x].filter((axis) => axis >= 0);
  const rest = array.shape.map((_, axis) => axis).filter((axis) => !wanted.includes(axis));
  const others = rest.filter((axis) => !isColor || array.axes[axis] !== "s");
  const samples = rest.filter((axis) => !others.includes(axis));
  const ordered = transposed(bytes, boxShape(box), [...others, ...wanted, ...samples], ELEMENT_BYTES[array.dtype]);
  return { data: voxelsOf(ordered, array.dtype, complex), samples: samples.length > 0 ? array.shape[samples[0]!]! : 1 };
}

export const AXIS_NAMES: Readonly<Record<string, string>> = { t: "time point", c: "channel", z: "slice", s: "channel" };

/** Stored values as they are looked at: colours, palettes, scales. */
function looked(array: StoredArray, { data, samples }: Stored): Voxels {
  if (array.samples === "color" && samples >= 3) return fromColors(data, samples);
  if (array.palette) return { ...fromPalette(array.palette, data), isColor: false };
  if (array.isInverted)
    return {
      data: inverted(data, array.scale!.intercept),
      isColor: false,
      warnings: ["White is stored as 0; values were turned round so that bright is high."],
    };
  if (array.scale && !isComplex(array.dtype)) return { data: scaled(data, array.scale), isColor: false, warnings: [] };
  return {
    data,
    isColor: false,
    warnings: array.dtype.endsWith("int64") ? ["Its 64-bit integers fit into 32 bits and were narrowed."] : [],
  };
}

const scaled = (data: VoxelArray, { slope, intercept }: NonNullable<StoredArray["scale"]>): VoxelArray =>
  Float32Array.from(data, (value) => slope * value + intercept);

function inverted(data: VoxelArray, white: number): VoxelArray {
  const result = data.slice();
  for (let at = 0; at < result.length; at++) result[at] = white - result[at]!;
  return result;
}

/** Pixels of interleaved channels as 0xrrggbb, their values moved down by `shift` bits; channels beyond the third are dropped. */
function packColors(pixels: VoxelArray, channels: number, shift: number): Int32Array<ArrayBuffer> {
  const packed = new Int32Array(pixels.length / channels);
  for (let index = 0; index < packed.length; index++) {
    const at = index * channels;
    packed[index] = ((pixels[at]! >> shift) << 16) | ((pixels[at + 1]! >> shift) << 8) | (pixels[at + 2]! >> shift);
  }
  return packed;
}

const isGrey = (color: number): boolean => (color & 0xff) === ((color >> 8) & 0xff) && (color & 0xff) === color >> 16;

/** Colours, or the grey values of a picture whose channels are equal everywhere. Throws StudioError "UnreadableFile" for colours that are not 8 or 16-bit whole numbers. */
function fromColors(pixels: VoxelArray, channels: number): Voxels {
  if (!(pixels instanceof Uint8Array || pixels instanceof Uint16Array))
    throw new StudioError(
      "UnreadableFile",
      `Its colours are stored as ${dtypeOf(pixels)}; colours of 8 and 16 bits can be opened. Save it as grey, or as 8-bit colour.`,
    );
  const isDeep = pixels instanceof Uint16Array && pixels.some((value) => value > 255);
  const packed = packColors(pixels, channels, isDeep ? 8 : 0);
  const alpha =
    channels === 4 && packed.every((color) => color === packed[0]) ? pixels.filter((_, at) => at % 4 === 3) : null;
  if (alpha && isDrawing(alpha)) return { data: alpha, isColor: false, warnings: [ALPHA_TAKEN] };
  const warnings = isDeep ? ["Its 16-bit colours were cut to 8 bits."] : [];
  return packed.every(isGrey)
    ? { data: Uint8Array.from(packed, (color) => color & 0xff), isColor: false, warnings }
    : { data: packed, isColor: true, warnings };
}

/** Greys of a grey palette; else the indices, which are what a label file means. Throws StudioError "UnreadableFile" for an index that it lacks. */
function fromPalette(palette: readonly number[], data: VoxelArray): Pick<Voxels, "data" | "warnings"> {
  let most = 0;
  for (const value of data) if (value > most) most = value;
  if (most >= palette.length)
    throw new StudioError(
      "UnreadableFile",
      `It has a pixel of colour ${most}, but its palette ends at ${palette.length - 1}. The file is damaged; save it again.`,
    );
  const isRamp = palette.every(isGrey);
  if (!isRamp) return { data, warnings: ["It has a colour palette; the values are the palette's indices."] };
  const isIdentity = palette.every((color, index) => (color & 0xff) === index);
  return { data: isIdentity ? data : Uint8Array.from(data, (index) => palette[index]! & 0xff), warnings: [] };
}

/** Bytes that a stack takes in memory once it is read. */
export const stackBytes = (array: StoredArray): number =>
  voxelCount(stackShape(array)) *
  (array.dtype in VOXEL_ARRAYS ? VOXEL_ARRAYS[array.dtype as VoxelType].BYTES_PER_ELEMENT : 4);
