import { gzipSync } from "fflate";
import { dtypeOf } from "../../core/image/volume.ts";
import { bytesOf, type StackWriter } from "./stack.ts";

const TYPES: Readonly<Record<string, string>> = { float32: "float", float64: "double" };

/** NRRD with gzip, x first; channels are the last axis. */
export default {
  id: "nrrd",
  label: "NRRD",
  extensions: ["nrrd"],
  write(name, stack) {
    const { shape, channels, voxelSizeNm } = stack;
    const dtype = dtypeOf(stack.data);
    const sizes = [...shape.toReversed(), ...(channels ? [channels] : [])];
    const last = channels ? [" NaN", ' ""'] : ["", ""];
    const calibration = voxelSizeNm ? [`spacings: ${voxelSizeNm.toReversed().join(" ")}${last[0]!}`, `units: "nm" "nm" "nm"${last[1]!}`] : [];
    const header = ["NRRD0004", `type: ${TYPES[dtype] ?? dtype}`, `dimension: ${sizes.length}`, `sizes: ${sizes.join(" ")}`, ...calibration, "encoding: gzip", "endian: little", "", ""].join("\n");
    const [head, body] = [new TextEncoder().encode(header), gzipSync(bytesOf(stack))];
    const bytes = new Uint8Array(head.length + body.length);
    bytes.set(head);
    bytes.set(body, head.length);
    return [{ path: `${name}.nrrd`, bytes }];
  },
} satisfies StackWriter;
