import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";
import { LEAKY_SLOPE, RELU_CEILING } from "../src/core/network/semantics.ts";

const FLAVOURS = { relaxed: ["--enable", "simd", "--enable", "relaxed-simd"], plain: ["--enable", "simd"] } as const;
type Flavour = keyof typeof FLAVOURS;

const OPTIONS = ["--runtime", "stub", "-O3", "--noAssert", "--importMemory", "--disableWarning"];
const PREFIX = "virtual:simd-kernels/";
const SOURCES = join(import.meta.dirname, "../src/engine/simd/assembly");
/** A source that is not on disk: the numbers that the kernels share with all else that computes networks. */
const SEMANTICS = {
  path: join(SOURCES, "semantics.ts"),
  text: `export const LEAKY_SLOPE: f32 = ${LEAKY_SLOPE};\nexport const RELU_CEILING: f32 = ${RELU_CEILING};\n`,
};
const CACHE = join(import.meta.dirname, "../node_modules/.cache/simd-kernels");

/**
 * Compiles the AssemblyScript kernels: `virtual:simd-kernels/relaxed` and `/plain` export the WebAssembly module as base64, so that
 * it needs no request of its own in a page, a worker, Node or a test. Compiled modules are kept by the hash of their sources.
 */
export function simdKernels(): Plugin {
  return {
    name: "simd-kernels",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      for (const file of sourceFiles()) this.addWatchFile(join(SOURCES, file));
      const bytes = await compiled(id.slice(PREFIX.length + 1) as Flavour);
      return `export default ${JSON.stringify(Buffer.from(bytes).toString("base64"))};`;
    },
  };
}

const sourceFiles = (): readonly string[] =>
  readdirSync(SOURCES)
    .filter((file) => file.endsWith(".ts"))
    .sort();

async function compiled(flavour: Flavour): Promise<Uint8Array> {
  const options = [...OPTIONS, ...FLAVOURS[flavour]];
  const hash = createHash("sha256").update(options.join(" ")).update(SEMANTICS.text);
  for (const file of sourceFiles()) hash.update(readFileSync(join(SOURCES, file)));
  const cached = join(CACHE, `${flavour}-${hash.digest("hex").slice(0, 16)}.wasm`);
  try {
    return readFileSync(cached);
  } catch {
    const bytes = await compile(options);
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(cached, bytes);
    return bytes;
  }
}

async function compile(options: readonly string[]): Promise<Uint8Array> {
  const { default: asc } = await import("assemblyscript/asc");
  let output: Uint8Array | undefined;
  const messages: string[] = [];
  const { error } = await asc.main([join(SOURCES, "index.ts"), "--outFile", "kernels.wasm", ...options], {
    readFile: (name) => (resolve(name) === SEMANTICS.path ? SEMANTICS.text : readIfThere(name)),
    writeFile: (_name, contents) => {
      if (typeof contents !== "string") output = contents;
    },
    listFiles: () => [],
    stderr: { write: (text: string | Uint8Array) => void messages.push(String(text)) },
  });
  if (error || !output) throw new Error(`The kernels do not compile:\n${messages.join("")}`);
  return output;
}

function readIfThere(name: string): string | null {
  try {
    return readFileSync(name, "utf8");
  } catch {
    return null;
  }
}
