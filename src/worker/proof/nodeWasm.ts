import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { StudioError } from "../../core/errors.ts";

/**
 * WebAssembly of ONNX Runtime, for what an entry of the built command line runs: the page's own, as 14 MB are not shipped twice.
 * Throws StudioError "NotFound" where the page was not built.
 */
export const nodeWasm = (entry: string | URL) => async (): Promise<Uint8Array<ArrayBuffer>> => {
  const assets = new URL("../app/assets/", entry);
  const names = await readdir(assets).catch(() => []);
  const name = names.find((each) => /^ort-wasm-.*\.wasm\.br$/.test(each));
  if (name === undefined)
    throw new StudioError("NotFound", "ONNX Runtime is not there: it comes with the page. Run npm run build.");
  return new Uint8Array(await promisify(brotliDecompress)(await readFile(new URL(name, assets))));
};
