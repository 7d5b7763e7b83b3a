import type { Filter } from "h5wasm";
import type { H5Module } from "./library.ts";

interface Plugin {
  readonly file: string;
  readonly load: () => Promise<{ readonly default: string }>;
}

/** Filters that are loaded when a file needs them, by the numbers that the HDF Group registered. */
const PLUGINS: Readonly<Record<number, Plugin>> = {
  307: { file: "libH5Zbz2.so", load: () => import("h5wasm-plugins/plugins/libH5Zbz2.so?inline") },
  32000: { file: "libH5Zlzf.so", load: () => import("h5wasm-plugins/plugins/libH5Zlzf.so?inline") },
  32001: { file: "libH5Zblosc.so", load: () => import("h5wasm-plugins/plugins/libH5Zblosc.so?inline") },
  32004: { file: "libH5Zlz4.so", load: () => import("h5wasm-plugins/plugins/libH5Zlz4.so?inline") },
  32008: { file: "libH5Zbshuf.so", load: () => import("h5wasm-plugins/plugins/libH5Zbshuf.so?inline") },
  32015: { file: "libH5Zzstd.so", load: () => import("h5wasm-plugins/plugins/libH5Zzstd.so?inline") },
  32026: { file: "libH5Zblosc2.so", load: () => import("h5wasm-plugins/plugins/libH5Zblosc2.so?inline") },
};

/** Filters that are compiled into the library. */
const BUILT_IN = new Set([1, 2, 3, 4, 5, 6]);

/** Others that microscopists meet. */
const NAMES: Readonly<Record<number, string>> = {
  305: "LZO",
  32002: "MAFISC",
  32003: "Snappy",
  32013: "ZFP",
  32017: "SZ",
  32024: "SZ3",
};

const [BLOSC, BLOSC2, ZLIB] = [32001, 32026, 4];

/** What of a dataset's filters cannot be undone here, by name; null where all can. Blosc's zlib needs a function that the library lacks, and would end it. */
export function unknownFilter({ id, name, cd_values: settings }: Filter): string | null {
  if ((id === BLOSC || id === BLOSC2) && settings[6] === ZLIB) return "Blosc's zlib";
  return BUILT_IN.has(id) || id in PLUGINS ? null : (NAMES[id] ?? (name || `filter ${id}`));
}

/** Brings in the filters of these numbers, each once. */
export async function installFilters(module: H5Module, ids: Iterable<number>): Promise<void> {
  const { FS } = module;
  const folder = module.get_plugin_search_paths()[0]!;
  FS.mkdirTree(folder);
  for (const id of new Set(ids)) {
    const plugin = PLUGINS[id];
    if (!plugin || FS.analyzePath(`${folder}/${plugin.file}`, false).exists) continue;
    FS.writeFile(`${folder}/${plugin.file}`, bytesOf((await plugin.load()).default));
  }
}

const bytesOf = (address: string): Uint8Array =>
  Uint8Array.from(atob(address.slice(address.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
