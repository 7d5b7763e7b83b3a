import type { Registered } from "../../core/registry.ts";
import type { MaskClass } from "../../core/image/maskClasses.ts";
import { dtypeOf, VOXEL_ARRAYS, type VoxelType, type Volume } from "../../core/image/volume.ts";

/** What is written: a volume, or several of one shape as channels, one whole after the other. */
export interface ExportStack extends Pick<Volume, "shape" | "data" | "voxelSizeNm" | "geometry"> {
  /** Class probabilities are a channel a class. */
  readonly channels?: number;
  /** What the numbers of a mask stand for. */
  readonly maskClasses?: readonly MaskClass[];
}

/** What of a place in space a format keeps: all of it, a place along the axes, or nothing. */
export type KeptPlace = "anywhere" | "alongAxes" | "nowhere";

export interface ExportedFile {
  /** Name, with the folder where an export is several files. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Whether an export is one file, in no folder. */
export const isAlone = (files: readonly { readonly path: string }[]): boolean =>
  files.length === 1 && !files[0]!.path.includes("/");

/** A stack as a file's head speaks of it, its voxels not there yet. */
export interface ExportLayout extends Omit<ExportStack, "data"> {
  readonly type: VoxelType;
}

/** A file whose slices stand one behind the other after a head, little-endian: they can be written as they come, in any order. */
export interface PlainFile {
  readonly path: string;
  readonly head: Uint8Array<ArrayBuffer>;
  /** Byte at which a slice of a channel begins. */
  readonly placeOf: (slice: number, channel: number) => number;
}

/** Places of slices behind a head, each channel a whole volume. */
export const behindHead =
  (head: Uint8Array, { shape: [depth, height, width], type }: ExportLayout): PlainFile["placeOf"] =>
  (slice, channel) =>
    head.length + (channel * depth + slice) * height * width * VOXEL_ARRAYS[type].BYTES_PER_ELEMENT;

export const layoutOf = ({ data, ...stack }: ExportStack): ExportLayout => ({
  ...stack,
  type: dtypeOf(data) as VoxelType,
});

/** A plain file with all its voxels. */
export function filled({ head, placeOf }: Omit<PlainFile, "path">, stack: ExportStack): Uint8Array<ArrayBuffer> {
  const { shape, channels = 1 } = stack;
  const voxels = bytesOf(stack);
  const plane = voxels.length / (shape[0] * channels);
  const bytes = new Uint8Array(head.length + voxels.length);
  bytes.set(head);
  for (let channel = 0; channel < channels; channel++) {
    for (let slice = 0; slice < shape[0]; slice++) {
      const from = (channel * shape[0] + slice) * plane;
      bytes.set(voxels.subarray(from, from + plane), placeOf(slice, channel));
    }
  }
  return bytes;
}

/** A format that stacks are written in: voxel by voxel what was given, with the voxel size where the format has one. */
export interface StackWriter extends Registered {
  readonly extensions: readonly string[];
  readonly keeps: KeptPlace;
  readonly keepsVoxelSize: boolean;
  /** Whether it can hold the probability of each class. */
  readonly holdsChannels: boolean;
  /** Whether it can hold the names and colours of these classes. */
  readonly keepsClasses: (classes: readonly MaskClass[]) => boolean;
  /** Types that masks can be written in. */
  readonly maskTypes: readonly VoxelType[];
  /**
   * The file before its voxels are known, where those stand in it as they are; absent where they are compressed, or the head says
   * something of all of them. Null for a layout of which that is not so. Throws as `write`.
   */
  readonly plain?: (name: string, layout: ExportLayout) => PlainFile | null;
  /** `name` without an extension. Throws StudioError "BadInput" for what the format cannot hold. */
  write(name: string, stack: ExportStack): readonly ExportedFile[] | Promise<readonly ExportedFile[]>;
}

/** Element types as NumPy and Zarr v2 write them. */
export const NUMPY_TYPES: Readonly<Record<string, string>> = {
  uint8: "|u1",
  int8: "|i1",
  uint16: "<u2",
  int16: "<i2",
  uint32: "<u4",
  int32: "<i4",
  float32: "<f4",
  float64: "<f8",
};

/** The stack's voxels as little-endian bytes. */
export const bytesOf = ({ data }: Pick<ExportStack, "data">): Uint8Array<ArrayBuffer> =>
  new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);

/** Puts probabilities as they are predicted, [voxel][class], at `first` of the volumes of the classes, one whole after the other. */
export function putClasses(volumes: Float32Array, probabilities: Float32Array, classes: number, first = 0): void {
  const voxels = volumes.length / classes;
  for (let voxel = 0; voxel * classes < probabilities.length; voxel++) {
    for (let index = 0; index < classes; index++)
      volumes[index * voxels + first + voxel] = probabilities[voxel * classes + index]!;
  }
}

/** Probabilities as they are predicted, [voxel][class], as a whole volume of each class, one behind the other. */
export function volumesOf(probabilities: Float32Array, classes: number): Float32Array<ArrayBuffer> {
  const volumes = new Float32Array(probabilities.length);
  putClasses(volumes, probabilities, classes);
  return volumes;
}
