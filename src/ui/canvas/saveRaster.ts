import { saveFile } from "../saveFile.ts";

/** Saves a painted picture as a PNG. */
export async function saveRaster(raster: OffscreenCanvas, name: string): Promise<void> {
  const blob = await raster.convertToBlob({ type: "image/png" });
  saveFile(name, new Uint8Array(await blob.arrayBuffer()), blob.type);
}
