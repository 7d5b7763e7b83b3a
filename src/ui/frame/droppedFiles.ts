import type { NamedFile } from "../../worker/studioApi.ts";

/** All files of a drop, with those inside dropped folders, named by their paths in the drop. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly NamedFile[]> {
  const dropped = [...transfer.items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const inFolders = await Promise.all(dropped.flatMap(({ entry }) => (entry ? [filesBelow(entry)] : [])));
  const loose = dropped.flatMap(({ entry, file }) => (!entry && file ? [{ path: file.name, file }] : []));
  return [...inFolders.flat(), ...loose];
}

async function filesBelow(entry: FileSystemEntry): Promise<readonly NamedFile[]> {
  if (isFile(entry)) return [{ path: entry.fullPath.replace(/^\//, ""), file: await fileOf(entry) }];
  if (!isDirectory(entry)) return [];
  const children = await childrenOf(entry.createReader());
  return (await Promise.all(children.map(filesBelow))).flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader hands out a folder in portions; an empty one is the end. */
async function childrenOf(reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> {
  const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  return portion.length === 0 ? [] : [...portion, ...(await childrenOf(reader))];
}
