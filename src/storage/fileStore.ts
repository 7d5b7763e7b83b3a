/**
 * A small file system: folders of a browser's private storage (OPFS) or of a disk. Paths are relative, with "/" between parts.
 * Writing throws StudioError "DiskFull" when there is no room, and leaves what was there.
 */
export interface FileStore {
  /** Null where there is no such file. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Replaces the file at once: a reader sees the old bytes or the new ones. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Removes a file or a whole folder; nothing happens where there is none. */
  remove(path: string): Promise<void>;
  /** Names of the files and folders in a folder; empty where there is none. */
  list(path: string): Promise<readonly string[]>;
  /** Bytes of a file or of everything in a folder. */
  size(path: string): Promise<number>;
  /** Ends what is open in a folder, so that another thread can write there. */
  release(path: string): Promise<void>;
  /** Ends open handles. */
  close(): Promise<void>;
}
