import { StudioError } from "../../core/errors.ts";
import type { Format } from "../../core/image/format.ts";
import { greyOf, packColors } from "./colors.ts";

/** JPEG, grey or colour. Its compression changes values, so it cannot hold labels. */
export default {
  id: "jpeg",
  label: "JPEG",
  extensions: ["jpg", "jpeg"],
  sniff: ([a, b, c]) => a === 0xff && b === 0xd8 && c === 0xff,
  async decode(bytes) {
    const { decode } = await import("jpeg-js");
    try {
      const { width, height, data } = decode(bytes, { useTArray: true, maxMemoryUsageInMB: 2048 });
      const colors = packColors(data, 4, 0);
      const grey = greyOf(colors);
      return { volume: { shape: [1, height, width], data: grey ?? colors, voxelSizeNm: null }, description: "JPEG, 8-bit", isColor: !grey, isLossy: true, warnings: [] };
    } catch (error) {
      throw new StudioError("UnreadableFile", `This JPEG cannot be read (${error instanceof Error ? error.message : String(error)}). Saving it as PNG or TIFF would work.`);
    }
  },
} satisfies Format;
