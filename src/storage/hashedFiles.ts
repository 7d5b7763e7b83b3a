import { StudioError } from "../core/errors.ts";
import type { FileStore } from "./fileStore.ts";
import { hashOf } from "./hashOf.ts";

interface HashedKind {
  /** The folder that they are in. */
  readonly kind: string;
  readonly ending: string;
  /** What gets one back that was damaged. */
  readonly again: string;
}

/** Files that are named by the SHA-256 of what they hold. Reading one throws StudioError "BadStudyFile" where it holds something else. */
export function hashedFiles(files: FileStore, at: (name: string) => string, { kind, ending, again }: HashedKind) {
  const nameOf = (hash: string) => `${kind}/${hash}.${ending}`;
  return {
    read: async (hash: string): Promise<Uint8Array<ArrayBuffer> | null> => {
      const bytes = await files.read(at(nameOf(hash)));
      if (bytes && hashOf(bytes) !== hash)
        throw new StudioError("BadStudyFile", `${nameOf(hash)} was changed or damaged since it was kept. ${again}`);
      return bytes;
    },
    /** Keeps it and gives its hash. */
    write: async (bytes: Uint8Array): Promise<string> => {
      const hash = hashOf(bytes);
      await files.write(at(nameOf(hash)), bytes);
      return hash;
    },
  };
}
