import type { File as Hdf5File, ready } from "h5wasm";
import { StudioError, toErrorRecord } from "../../../core/errors.ts";
import type { ByteSource } from "../../../core/image/format.ts";
import { checkPiece, refuse } from "../reading/refuse.ts";
import { memorySource } from "../reading/sources.ts";

export type H5Module = Awaited<typeof ready>;

export interface OpenedHdf5 {
  readonly file: Hdf5File;
  readonly module: H5Module;
  /** Gives its memory back. */
  readonly close: () => void;
}

type ReadNow = NonNullable<ByteSource["readNow"]>;

let opened = 0;

/** Opens a file with h5wasm, which reads it in pieces where its source can be read at once, as files of worker threads can; others are held in memory. */
export async function openHdf5(source: ByteSource): Promise<OpenedHdf5> {
  const library = await import("h5wasm");
  const module = await library.ready;
  // Otherwise errors are printed, and reading goes on with what memory holds.
  module.activate_throwing_error_handler();
  const path = `file${opened++}.h5`;
  mountFile(module.FS, path, { size: source.size, read: source.readNow ?? (await wholeReader(source)) });
  try {
    const file = attempt(() => new library.File(path, "r"), "It");
    const close = () => {
      file.close();
      module.FS.unlink(path);
    };
    return { file, module, close: once(close) };
  } catch (error) {
    module.FS.unlink(path);
    throw error;
  }
}

async function wholeReader(source: ByteSource): Promise<ReadNow> {
  checkPiece(source.size, "It");
  return memorySource(source.name, await source.read(0, source.size)).readNow!;
}

interface Mounted {
  readonly size: number;
  readonly read: ReadNow;
}

/** What Emscripten's file system in memory keeps of a file. */
interface FileNode {
  stream_ops: { read(stream: unknown, buffer: Int8Array, offset: number, length: number, position: number): number };
}

const INPUT_OUTPUT_ERROR = 29;

/** A file of the library's file system whose bytes come from elsewhere, as those of Emscripten's own lazy files do. */
function mountFile(fs: H5Module["FS"], path: string, { size, read }: Mounted): void {
  fs.writeFile(path, new Uint8Array(0));
  const node = fs.lookupPath(path, {}).node as unknown as FileNode;
  const { ErrnoError } = fs as unknown as { readonly ErrnoError: new (code: number) => Error };
  Object.defineProperty(node, "usedBytes", { value: size });
  node.stream_ops = {
    ...node.stream_ops,
    read(_, buffer, offset, length, position) {
      const count = Math.max(0, Math.min(length, size - position));
      try {
        buffer.set(read(position, count), offset);
      } catch {
        // No other error may pass through the library: it would go on in the middle of what it was doing.
        throw new ErrnoError(INPUT_OUTPUT_ERROR);
      }
      return count;
    },
  };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

/** What the library throws becomes a refusal with its words. */
export function attempt<T>(work: () => T, what: string): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StudioError) throw error;
    const cause = causeOf(toErrorRecord(error).message);
    return refuse(
      `${what} cannot be read as HDF5${cause ? ` (${cause})` : ""}. It is damaged or was cut off; copy or save it again.`,
    );
  }
}

/** The library tells each of its calls that failed, "#003: FILE line 12 in CALL(): what failed"; the innermost says why. */
function causeOf(message: string): string {
  const words = [...message.matchAll(/#\d{3}: .*?\(\): (.*)/g)].map(([, said]) => said);
  return [message.split("\n")[0], ...words].at(-1)!.slice(0, 160);
}
