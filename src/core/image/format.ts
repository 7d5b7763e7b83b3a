import type { Registered } from "../registry.ts";
import type { Volume } from "./volume.ts";

/** What a file holds. */
export interface DecodedFile {
  readonly volume: Volume;
  /** Such as "TIFF, 50 pages, 16-bit". */
  readonly description: string;
  /** Voxels are 0xrrggbb: a colour picture, or a colour-coded label file. */
  readonly isColor: boolean;
  /** The file's compression changes values (JPEG): fine for images, wrong for labels. */
  readonly isLossy: boolean;
  /** Things that were found odd but readable, each a sentence. */
  readonly warnings: readonly string[];
}

/** A file format: one file in `catalog/formats`. */
export interface Format extends Registered {
  readonly extensions: readonly string[];
  /** Whether the first bytes of a file are this format's; names are not trusted. */
  sniff(head: Uint8Array): boolean;
  /** Throws StudioError "UnreadableFile" saying what was found and what would work. */
  decode(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedFile>;
}
