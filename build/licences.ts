import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

type Bundle = Parameters<Extract<Plugin["generateBundle"], (...args: never[]) => unknown>>[1];

interface Licensed {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly folder: string;
}

/** The usual text of each licence, for packages that come without. */
const TEXTS = fileURLToPath(new URL("../node_modules/spdx-license-list/licenses/", import.meta.url));
const FILE = "licences.txt";
const NOTICE = /^(licen[cs]e|copying|notice|ofl)/i;

/**
 * Writes the licences of all packages of which something is shipped: code of the page and of its workers, fonts and WebAssembly. Vite's
 * own `build.license` sees neither workers nor files. A package whose licence is not to be found fails the build.
 */
export function licences(): { readonly page: Plugin; readonly worker: () => Plugin } {
  const shipped = new Map<string, Licensed>();
  const collect = (bundle: Bundle): void => {
    for (const part of Object.values(bundle))
      for (const path of part.type === "chunk" ? part.moduleIds : part.originalFileNames) {
        const found = packageOf(path.replace(/^\0/, "").replace(/\?.*$/, ""));
        if (found) shipped.set(`${found.name}@${found.version}`, found);
      }
  };
  return {
    page: {
      name: "licences",
      apply: "build",
      enforce: "post",
      generateBundle(_, bundle) {
        collect(bundle);
        this.emitFile({ type: "asset", fileName: FILE, source: textOf([...shipped.values()]) });
      },
    },
    // Workers are bundled before the page is written.
    worker: () => ({ name: "licences-of-workers", generateBundle: (_, bundle) => collect(bundle) }),
  };
}

/** The package that a file belongs to; null for our own. */
function packageOf(path: string): Licensed | null {
  if (!path.includes("node_modules")) return null;
  for (let folder = dirname(path); folder.includes("node_modules/"); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (!existsSync(file)) continue;
    const { name, version, license } = JSON.parse(readFileSync(file, "utf8")) as Partial<Licensed>;
    // Some packages have a package.json in a folder of theirs, which says only how its files are loaded.
    if (name && version) return { name, version, license: license ?? "", folder };
  }
  return null;
}

function textOf(packages: readonly Licensed[]): string {
  const byName = packages.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const parts = byName.map(
    (licensed) => `${licensed.name} ${licensed.version} (${licensed.license})\n\n${noticesOf(licensed)}`,
  );
  return [`Cristae ships parts of ${parts.length} packages. Their licences:\n`, ...parts].join(
    `\n${"-".repeat(80)}\n\n`,
  );
}

/** What the licence asks to be kept: the files of the package, else the usual text of the licence that it names. */
function noticesOf({ name, license, folder }: Licensed): string {
  const files = readdirSync(folder).filter((file) => NOTICE.test(file));
  if (files.length > 0) return files.map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
  const texts = license.split(/ AND | OR /).map((id) => join(TEXTS, `${id.replace(/[()]/g, "")}.json`));
  if (!texts.every((file) => existsSync(file))) throw new Error(`${name} (${license}) has no licence in ${folder}.`);
  return texts
    .map((file) => (JSON.parse(readFileSync(file, "utf8")) as { licenseText: string }).licenseText.trim())
    .join("\n\n");
}
