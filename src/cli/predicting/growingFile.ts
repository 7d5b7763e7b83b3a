import { createReadStream } from "node:fs";
import { open, readFile, rm, stat, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { behindHead, type ExportLayout, type PlainFile, type StackWriter } from "../../catalog/exports/stack.ts";
import { VOXEL_ARRAYS, type VoxelArray } from "../../core/image/volume.ts";
import { moveOutput, sayingFull, STANDARD_OUTPUT, writeOutputs, type OutputRules } from "../outputFile.ts";

/** Where a file goes, and the format that its name asks for. */
export interface Place {
  readonly out: string;
  readonly base: string;
  readonly writer: StackWriter;
  readonly rules: OutputRules;
}

/** An output that is written slice by slice beside its place, and moved there when it is whole. */
export interface GrowingFile {
  /** Writes slices of a channel, the first of them number `first`. Throws StudioError "DiskFull". */
  put(first: number, channel: number, values: VoxelArray): Promise<void>;
  /** Slices of a channel as they were put. */
  read(first: number, count: number, channel: number): Promise<VoxelArray>;
  /** Resolves once all that was put will outlast the program. */
  sync(): Promise<void>;
  /** Puts the file in its place; resolves with where that is. */
  finish(): Promise<string>;
  /** Forgets what was put. */
  abandon(): Promise<void>;
  close(): Promise<void>;
}

/** What a growing file is called until it is whole, with what else is kept beside it under such a name. */
export const partOf = (out: string): string =>
  out === STANDARD_OUTPUT
    ? join(tmpdir(), `cristae-${process.pid}.part`)
    : join(dirname(resolve(out)), `.${basename(out)}.part`);

/** Whether something of an output was written, and is not whole. */
export const hasPart = async (out: string): Promise<boolean> => (await stat(partOf(out)).catch(() => null)) !== null;

/**
 * Formats whose voxels stand in the file as they are grow into it, and take no memory. Of the others (compressed ones; MRC, whose head
 * says the smallest and the largest value; NumPy's probabilities, which stand class by class in every voxel) the bare voxels are kept,
 * and are encoded at the end, which takes the memory of all of them.
 */
export async function openGrowingFile(place: Place, layout: ExportLayout, goesOn: boolean): Promise<GrowingFile> {
  const { out, base, writer, rules } = place;
  const plain = writer.plain?.(basename(base), layout) ?? null;
  const bare = new Uint8Array(0);
  const { head, placeOf }: Pick<PlainFile, "head" | "placeOf"> = plain ?? {
    ...{ head: bare, placeOf: behindHead(bare, layout) },
  };
  const path = partOf(out);
  const file: FileHandle = await sayingFull(out, open(path, goesOn ? "r+" : "w+"));
  if (!goesOn) await sayingFull(out, file.write(head, 0, head.length, 0));
  const [, height, width] = layout.shape;
  const Voxels = VOXEL_ARRAYS[layout.type];
  const planeBytes = height * width * Voxels.BYTES_PER_ELEMENT;
  let isOpen = true;
  const close = async () => {
    if (isOpen) await file.close();
    isOpen = false;
  };

  const growing: GrowingFile = {
    async put(first, channel, values) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      for (let from = 0, slice = first; from < bytes.length; from += planeBytes, slice++)
        await sayingFull(out, writeAll(file, bytes.subarray(from, from + planeBytes), placeOf(slice, channel)));
    },
    async read(first, count, channel) {
      const bytes = new Uint8Array(count * planeBytes);
      for (let at = 0; at < count; at++)
        await file.read(bytes, at * planeBytes, planeBytes, placeOf(first + at, channel));
      return new Voxels(bytes.buffer);
    },
    sync: () => sayingFull(out, file.datasync()),
    async finish() {
      await sayingFull(out, file.sync());
      await close();
      if (plain && out === STANDARD_OUTPUT) await pipeline(createReadStream(path), process.stdout, { end: false });
      else if (plain) {
        await moveOutput(path, out, rules);
        return out;
      }
      const written = plain ? out : await encoded();
      await rm(path, { force: true });
      return written;
    },
    close,
    async abandon() {
      await close();
      await rm(path, { force: true });
    },
  };

  async function encoded(): Promise<string> {
    const bytes = await readFile(path);
    const data = new Voxels(bytes.buffer, bytes.byteOffset, bytes.length / Voxels.BYTES_PER_ELEMENT);
    return writeOutputs(out, await writer.write(basename(base), { ...layout, data }), rules);
  }
  return growing;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
