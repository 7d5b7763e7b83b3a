const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** By the numbers in the names: "z2" before "z10". */
export const byNaturalOrder = (a: { readonly path: string }, b: { readonly path: string }): number =>
  collator.compare(a.path, b.path);

/** Folders and files that systems leave behind, and hidden ones: never data, whatever their ends say. The files that make a folder a Zarr are hidden, but data. */
export const isPassedOver = (path: string): boolean =>
  path
    .split("/")
    .some(
      (part) =>
        (part.startsWith(".") && !ZARR_FILES.has(part) && part !== "." && part !== "..") ||
        LEFT_BEHIND.has(part.toLowerCase()),
    );

const ZARR_FILES = new Set([".zarray", ".zgroup", ".zattrs", ".zmetadata"]);
const LEFT_BEHIND = new Set([
  "__macosx",
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "icon\r",
  "$recycle.bin",
  "@eadir",
]);

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
export const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Whether a path reads like labels: "labels/", "train-seg.tif", "gt_01.png". */
export const looksLikeLabels = (path: string): boolean =>
  /(^|[^a-z])(labels?\d*|masks?|seg(mentation)?|gt|ground_?truth|annotations?|truth|semantic|membranes?|mitochondria|synapses?)([^a-z]|$)/i.test(
    path,
  );

/** The folder that all of these were dropped in; null where they share none. */
export function sharedFolder(paths: readonly string[]): string | null {
  const [top] = (paths[0] ?? "").split("/");
  return top && paths.every((path) => path.startsWith(`${top}/`)) ? top : null;
}

/** One name for a series: its folder, or the common beginning of its file names. */
export function seriesName(paths: readonly string[]): string {
  if (paths.length === 1) return fileName(paths[0]!);
  const folder = fileName(folderOf(paths[0]!));
  if (folder) return folder;
  const names = paths.map(fileName);
  const common = names.reduce((prefix, name) => {
    let length = 0;
    while (length < prefix.length && prefix[length] === name[length]) length++;
    return prefix.slice(0, length);
  });
  return common.replace(/[\d_.-]+$/, "") || "series";
}
