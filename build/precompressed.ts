import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(html|js|css|json|svg|wasm|txt|webmanifest)$/;
/** Smaller files travel in one packet as they are. */
const LEAST_BYTES = 1400;

/** What a copy must be smaller by: samples are compressed already. */
const LEAST_GAIN = 0.3;

/** What a page loads first is made as small as it can be; larger files would take most of a minute for a twentieth less. */
const MOST_THOROUGH_BYTES = 500_000;

/** Writes every file that shrinks a second and third time, compressed with brotli and gzip, for servers that send those. */
export function precompressed(): Plugin {
  let folder = "";
  return {
    name: "precompressed",
    apply: (_, { command, isSsrBuild }) => command === "build" && !isSsrBuild,
    enforce: "post",
    configResolved: ({ build }) => void (folder = build.outDir),
    closeBundle: { order: "post", sequential: true, handler: () => compressBelow(folder) },
  };
}

function compressBelow(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (!TEXT.test(name) || statSync(path).size < LEAST_BYTES) continue;
    const bytes = readFileSync(path);
    const zipped = gzipSync(bytes, { level: 9 });
    if (zipped.length > (1 - LEAST_GAIN) * bytes.length) continue;
    writeFileSync(`${path}.gz`, zipped);
    const quality = bytes.length > MOST_THOROUGH_BYTES ? 9 : constants.BROTLI_MAX_QUALITY;
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
  }
}
