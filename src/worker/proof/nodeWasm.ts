import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { StudioError } from "../../core/errors.ts";

/** The files of the built page, which lies beside the built command line and its threads. */
const ASSETS = new URL("../app/assets/", import.meta.url);

/** WebAssembly of ONNX Runtime: the page's own, as 14 MB are not shipped twice. Throws StudioError "NotFound" where the page was not built. */
export async function nodeWasm(): Promise<Uint8Array<ArrayBuffer>> {
  const names = await readdir(ASSETS).catch(() => []);
  const name = names.find((each) => /^ort-wasm-.*\.wasm\.br$/.test(each));
  if (name === undefined)
    throw new StudioError("NotFound", "ONNX Runtime is not there: it comes with the page. Run npm run build.");
  return new Uint8Array(await promisify(brotliDecompress)(await readFile(new URL(name, ASSETS))));
}
