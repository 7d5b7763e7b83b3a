import { gzipSync } from "fflate";
import { placeOf } from "../../core/image/geometry.ts";
import { MASK_CLASSES_KEY, maskClassesText } from "../../core/image/maskClasses.ts";
import { dtypeOf } from "../../core/image/volume.ts";
import { bytesOf, type ExportStack, type StackWriter } from "./stack.ts";

const TYPES: Readonly<Record<string, string>> = { float32: "float", float64: "double" };

/** NRRD with gzip, x first; channels are the last axis. */
export default {
  id: "nrrd",
  label: "NRRD",
  extensions: ["nrrd"],
  keeps: "anywhere",
  keepsVoxelSize: true,
  holdsChannels: true,
  keepsClasses: () => true,
  maskTypes: ["uint8", "uint16", "int16"],
  write: (name, stack) => [{ path: `${name}.nrrd`, bytes: encodeNrrd(stack) }],
} satisfies StackWriter;

/** NRRD in one file, with key/values of a program's own where it has some. */
export function encodeNrrd(stack: ExportStack, keyValues: readonly string[] = []): Uint8Array<ArrayBuffer> {
  const { shape, channels } = stack;
  const dtype = dtypeOf(stack.data);
  const sizes = [...shape.toReversed(), ...(channels ? [channels] : [])];
  const header = [
    "NRRD0004",
    `type: ${TYPES[dtype] ?? dtype}`,
    `dimension: ${sizes.length}`,
    `sizes: ${sizes.join(" ")}`,
    ...placeLines(stack),
    "encoding: gzip",
    "endian: little",
    ...noteLines(stack),
    ...keyValues,
    "",
    "",
  ].join("\n");
  const [head, body] = [new TextEncoder().encode(header), gzipSync(bytesOf(stack), { mtime: 0 })];
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

const UNIT_NAMES: Readonly<Record<number, string>> = { 1e9: "m", 1e6: "mm", 1e3: "um", 1: "nm", 0.1: "angstrom" };

/** The space and the stack's place in it, else its spacings. */
function placeLines(stack: ExportStack): readonly string[] {
  const { channels, voxelSizeNm } = stack;
  const place = placeOf(stack);
  if (!place)
    return voxelSizeNm
      ? [
          `spacings: ${voxelSizeNm.toReversed().join(" ")}${channels ? " NaN" : ""}`,
          `units: "nm" "nm" "nm"${channels ? ' ""' : ""}`,
        ]
      : [];
  const vector = (numbers: readonly number[]) => `(${numbers.join(",")})`;
  const unit = UNIT_NAMES[place.unitNm ?? 0];
  return [
    place.space ? `space: ${place.space}` : "space dimension: 3",
    `space directions: ${place.directions.toReversed().map(vector).join(" ")}${channels ? " none" : ""}`,
    ...(unit ? [`space units: "${unit}" "${unit}" "${unit}"`] : []),
    `space origin: ${vector(place.origin)}`,
  ];
}

const noteLines = ({ maskClasses }: ExportStack): readonly string[] =>
  maskClasses ? [`${MASK_CLASSES_KEY}:=${maskClassesText(maskClasses).replaceAll("\\", "\\\\")}`] : [];
