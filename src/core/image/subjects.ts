import { StudioError } from "../errors.ts";
import {
  blocksOf,
  lengthOf,
  PARTS,
  proposeSplit,
  type AnySplit,
  type Part,
  type Range,
  type Region,
  type SetRegion,
  type Split,
} from "./dataset.ts";
import { believableRange, clamped, type GreyRange } from "./intensity.ts";
import { UNLABELLED, type LabelMap } from "./labelMap.ts";
import { shapeText, sliceOf, type Shape3, type Volume, type VoxelArray } from "./volume.ts";

/** One of several volumes that lie one after the other in a joined stack, in the upper left corner of its slices. */
export interface Subject {
  readonly name: string;
  readonly slices: Range;
  readonly height: number;
  readonly width: number;
  /** The set that it is of, where the stack is joined from several sets (core/image/sets). */
  readonly set?: string;
}

/** Where voxels lie in a stack, which may be joined from the volumes of several subjects. */
export interface JoinedStack {
  readonly shape: Shape3;
  /** Undefined where it is one volume. Never left out, so that nobody takes a joined stack for one by a slip. */
  readonly subjects: readonly Subject[] | undefined;
}

/** A volume with the subjects that lie in it, where it is not one. */
export interface Joined {
  readonly volume: Volume;
  readonly subjects?: readonly Subject[];
}

export const joinedStack = ({ volume: { shape }, subjects }: Joined): JoinedStack => ({ shape, subjects });

const subjectShape = ({ slices, height, width }: Subject): Shape3 => [lengthOf(slices), height, width];
const subjectRegion = ({ slices, height, width, set }: Subject): SetRegion => ({
  z: slices,
  y: { from: 0, to: height },
  x: { from: 0, to: width },
  ...(set !== undefined && { set }),
});

/** Volumes of any sizes as one stack, as high and wide as the largest; what lies outside a subject is 0. */
export function joinSubjects(volumes: readonly { readonly name: string; readonly volume: Volume }[]): Required<Joined> {
  const shapes = volumes.map(({ volume }) => volume.shape);
  const [height, width] = [
    Math.max(...shapes.map(([, extent]) => extent)),
    Math.max(...shapes.map(([, , extent]) => extent)),
  ];
  const depth = shapes.reduce((sum, [extent]) => sum + extent, 0);
  const data = new (commonType(volumes.map(({ volume }) => volume.data)))(depth * height * width);
  const subjects: Subject[] = [];
  let first = 0;
  for (const { name, volume } of volumes) {
    const [slices, rows, columns] = volume.shape;
    for (let row = 0; row < slices * rows; row++) {
      const to = ((first + Math.floor(row / rows)) * height + (row % rows)) * width;
      data.set(volume.data.subarray(row * columns, (row + 1) * columns), to);
    }
    subjects.push({ name, slices: { from: first, to: first + slices }, height: rows, width: columns });
    first += slices;
  }
  return { volume: { shape: [depth, height, width], data, voxelSizeNm: volumes[0]!.volume.voxelSizeNm }, subjects };
}

/** The type of all where they agree, else real numbers: files of one data set may be of different types. */
function commonType(arrays: readonly VoxelArray[]): new (length: number) => VoxelArray {
  const types = new Set(arrays.map((array) => array.constructor));
  return types.size === 1 ? (arrays[0]!.constructor as new (length: number) => VoxelArray) : Float32Array;
}

/** Every subject shifted and scaled to mean 0 and deviation 1: scanners differ too much to share one scale. Outside lies the subject's minimum. */
export function normaliseSubjects({ volume, subjects }: Required<Joined>): Volume {
  const data = new Float32Array(volume.data.length);
  for (const subject of subjects) {
    const { low, high } = believableRange(insideOf(volume, subject)) ?? EVERYTHING;
    const { mean, deviation, min } = subjectIntensities(volume, subject, { low, high });
    const scale = deviation > 0 ? 1 / deviation : 1;
    for (let z = subject.slices.from; z < subject.slices.to; z++) {
      const [from, to] = [sliceOf(volume.data, volume.shape, z), sliceOf(data, volume.shape, z)];
      for (let at = 0; at < to.length; at++)
        to[at] = ((isInside(subject, at, volume.shape[2]) ? clamped(from[at]!, low, high) : min) - mean) * scale;
    }
  }
  return { ...volume, data };
}

const isInside = ({ height, width }: Subject, at: number, rowLength: number): boolean =>
  Math.floor(at / rowLength) < height && at % rowLength < width;

const EVERYTHING: GreyRange = { low: -Infinity, high: Infinity };

/** Grey values of one subject, without what was added to make all equally large. */
function insideOf({ data, shape: [, height, width] }: Volume, subject: Subject): Float64Array {
  const [depth, rows, columns] = subjectShape(subject);
  const values = new Float64Array(depth * rows * columns);
  for (let row = 0; row < depth * rows; row++) {
    const from = ((subject.slices.from + Math.floor(row / rows)) * height + (row % rows)) * width;
    values.set(data.subarray(from, from + columns), row * columns);
  }
  return values;
}

function subjectIntensities(
  volume: Volume,
  subject: Subject,
  { low, high }: GreyRange,
): { readonly mean: number; readonly deviation: number; readonly min: number } {
  let [count, sum, squares, min] = [0, 0, 0, Infinity];
  for (let z = subject.slices.from; z < subject.slices.to; z++) {
    sliceOf(volume.data, volume.shape, z).forEach((voxel: number, at: number) => {
      if (!isInside(subject, at, volume.shape[2])) return;
      const value = clamped(voxel, low, high);
      count++;
      sum += value;
      squares += value * value;
      min = Math.min(min, value);
    });
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)), min };
}

/** Labels that say nothing of what lies outside the subjects. */
export function withoutOutside(labels: LabelMap, subjects: readonly Subject[] | undefined): LabelMap {
  if (!subjects) return labels;
  const data = new Uint8Array(labels.data);
  for (const subject of subjects) {
    for (let z = subject.slices.from; z < subject.slices.to; z++) {
      const slice = sliceOf(data, labels.shape, z);
      for (let at = 0; at < slice.length; at++) if (!isInside(subject, at, labels.shape[2])) slice[at] = UNLABELLED;
    }
  }
  return { ...labels, data };
}

/** The boxes of one part of a split: one a block, or one a subject, so that no patch and no tile reaches from one into another. */
export function partRegions(
  { shape: [depth, height, width], subjects }: JoinedStack,
  split: AnySplit,
  part: Part,
): readonly SetRegion[] {
  const blocks = blocksOf(split, part);
  const isWithin = ({ slices }: Subject) => blocks.some(({ from, to }) => slices.from >= from && slices.to <= to);
  if (subjects) return subjects.filter(isWithin).map(subjectRegion);
  const whole: Region = { z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  return blocks.map((block) => (split.axis === "slices" ? { ...whole, z: block } : { ...whole, x: block }));
}

/** Blocks of slices or columns; of several subjects, blocks of whole subjects: about 2/3, 1/6, 1/6 of them. */
export function proposeSplitOf({ shape, subjects }: JoinedStack, gap = 0): Split {
  if (!subjects) return proposeSplit(shape, gap);
  const held = Math.max(1, Math.round(subjects.length / 6));
  const test = subjects.length > 2 ? held : 0;
  const edge = (count: number) => subjects[count - 1]!.slices.to;
  const trained = subjects.length - held - test;
  return {
    axis: "slices",
    train: { from: 0, to: edge(trained) },
    validation: { from: edge(trained), to: edge(trained + held) },
    test: { from: edge(trained + held), to: shape[0] },
  };
}

/** A split whose edges lie between subjects: each is moved to the nearest border that leaves every part a subject. */
export function snappedSplit(split: Split, subjects: readonly Subject[] | undefined): Split {
  if (!subjects || subjects.length < 2) return split;
  const borders = subjects.map(({ slices }) => slices.to);
  const nearest = (place: number, from: number, to: number) =>
    borders
      .slice(from, to)
      .reduce((best, border) => (Math.abs(border - place) < Math.abs(best - place) ? border : best), borders[from]!);
  const train = nearest(split.train.to, 0, borders.length - 1);
  const validation = nearest(split.validation.to, borders.indexOf(train) + 1, borders.length);
  return {
    axis: "slices",
    train: { from: 0, to: train },
    validation: { from: train, to: validation },
    test: { from: validation, to: borders.at(-1)! },
  };
}

/** Throws StudioError "BadInput" for a part that holds a piece of a subject. */
export function checkBorders(split: Split, subjects: readonly Subject[] | undefined): void {
  if (!subjects) return;
  const borders = new Set([0, ...subjects.map(({ slices }) => slices.to)]);
  const wrong = PARTS.flatMap((part) => [split[part].from, split[part].to]).find((edge) => !borders.has(edge));
  if (wrong !== undefined)
    throw new StudioError(
      "BadInput",
      `A part of the split ends at slice ${wrong}, in the midst of a subject. Parts hold whole subjects; they end at ${[...borders].slice(0, 6).join(", ")} …`,
    );
}

/** Throws StudioError "BadInput" naming the first subject whose image and labels differ in size, or that one of them lacks. */
export function checkSameSubjects(image: JoinedStack, labels: JoinedStack): void {
  const [images, masks] = [image.subjects ?? [], labels.subjects ?? []];
  if (images.length !== masks.length)
    throw new StudioError(
      "BadInput",
      `There are ${images.length} image volumes and ${masks.length} label volumes. Every subject needs both; they are matched by the order of their names.`,
    );
  images.forEach((subject, index) => {
    const mask = masks[index]!;
    const [own, other] = [subjectShape(subject), subjectShape(mask)];
    if (own.some((extent, axis) => extent !== other[axis]))
      throw new StudioError(
        "BadInput",
        `The sizes differ: ${subject.name} is ${shapeText(own)}, its labels ${mask.name} are ${shapeText(other)}. Labels must match the image voxel by voxel.`,
      );
  });
}
