import type { Registered } from "../../core/registry.ts";
import type { MaskClass } from "../../core/image/maskClasses.ts";
import type { VoxelType, Volume } from "../../core/image/volume.ts";

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
