import type { Registered } from "../registry.ts";
import type { Range } from "./dataset.ts";
import type { ElementType } from "./elements.ts";
import type { Geometry } from "./geometry.ts";
import type { MaskClass } from "./maskClasses.ts";
import type { Joined } from "./subjects.ts";
import type { Volume } from "./volume.ts";

/** Bytes that can be read in pieces: a dropped file, a file on disk, an address, an entry of a zip, an unpacked stream. */
export interface ByteSource {
  /** File name, or the path within what was dropped. */
  readonly name: string;
  readonly size: number;
  /** Exactly the bytes asked for. Throws StudioError "UnreadableFile" where the source ends before them. */
  read(start: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The same without waiting, where that is possible: on disk, in memory, and of dropped files in a worker thread. */
  readonly readNow?: (start: number, length: number) => Uint8Array<ArrayBuffer>;
  /** A file by its path from this one's folder; null where there is none. */
  sibling(path: string): Promise<ByteSource | null>;
}

/** A folder, a zip or an address below which files are found by path. */
export interface SourceFolder {
  readonly name: string;
  /** Every path below it; null where it cannot be listed (an address). */
  readonly paths: readonly string[] | null;
  file(path: string): Promise<ByteSource | null>;
}

/** An array of a file, known by its header: nothing of it is decoded yet. */
export interface StoredArray {
  /** Path within the file, such as "volumes/raw"; empty where a file holds one array. */
  readonly name: string;
  /** Slowest axis first. */
  readonly shape: readonly number[];
  /** One letter an axis: t time, c channel, z, y, x, s samples of a pixel. */
  readonly axes: string;
  readonly dtype: ElementType;
  /** Nanometres per voxel along [z, y, x]; null where the file does not say. */
  readonly voxelSizeNm: Volume["voxelSizeNm"];
  /** Where the stack lies in space, where the file says so. */
  readonly geometry?: Geometry;
  /** Such as "TIFF, 50 pages, 16-bit". */
  readonly description: string;
  /** What the samples of a pixel are; channels are chosen, colours are converted. */
  readonly samples?: "color" | "channels";
  /** Value = slope · stored + intercept. */
  readonly scale?: { readonly slope: number; readonly intercept: number };
  /** Colours as 0xrrggbb by stored index. */
  readonly palette?: readonly number[];
  /** Larger stored values are darker (TIFF MinIsWhite). */
  readonly isInverted?: boolean;
  /** The file's compression changes values (JPEG): fine for images, wrong for labels. */
  readonly isLossy?: boolean;
  /** Level of a pyramid of resolutions, 0 the finest. */
  readonly level?: number;
  /** Where this array lies among the files of one stack (multi-file OME-TIFF). */
  readonly order?: number;
  /** What its numbers stand for, where it is a mask that says so. */
  readonly maskClasses?: readonly MaskClass[];
  /** Why it cannot be read, where that is known from its header. */
  readonly refusal?: string;
  /** Things that were found odd but readable, each a sentence. */
  readonly warnings: readonly string[];
}

/** A box of an array: one range an axis. */
export type Box = readonly Range[];

export interface ReadableArray extends StoredArray {
  /** The elements of a box in C order, little-endian. Throws StudioError "UnreadableFile". */
  read(box: Box): Promise<Uint8Array<ArrayBuffer>>;
  /** Frees what is held for it outside of the garbage collector's reach; the other arrays of its file end with it. */
  close?(): void;
}

/** A file format: one file or folder in `catalog/formats`. */
export interface Format extends Registered {
  readonly extensions: readonly string[];
  /** Whether the first bytes of a file are this format's. */
  sniff(head: Uint8Array, name: string): boolean;
  /** Reads headers only. Throws StudioError "UnreadableFile" saying what was found and what would work. */
  open(source: ByteSource): Promise<readonly ReadableArray[]>;
}

/** A format whose files are folders. */
export interface FolderFormat extends Registered {
  readonly extensions: readonly string[];
  /** Names of the files that mark such a folder. */
  readonly marks: readonly string[];
  open(folder: SourceFolder): Promise<readonly ReadableArray[]>;
}

/** A stack as it is shown and trained on. */
export interface DecodedFile extends Joined {
  /** Such as "TIFF, 50 pages, 16-bit". */
  readonly description: string;
  /** Voxels are 0xrrggbb: a colour picture, or a colour-coded label file. */
  readonly isColor: boolean;
  /** The file's compression changes values (JPEG): fine for images, wrong for labels. */
  readonly isLossy: boolean;
  /** What its numbers stand for, where it is a mask that says so. */
  readonly maskClasses?: readonly MaskClass[];
  /** Of a series, the file of each slice. */
  readonly sliceNames?: readonly string[];
  /** Place among the files of one stack, where the file says. */
  readonly order?: number;
  /** Things that were found odd but readable, each a sentence. */
  readonly warnings: readonly string[];
}
