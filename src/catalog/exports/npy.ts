import { dtypeOf, type VoxelArray } from "../../core/image/volume.ts";
import { behindHead, bytesOf, NUMPY_TYPES, type ExportLayout, type PlainFile, type StackWriter } from "./stack.ts";

/** NumPy's own file, for numpy.load; channels are the last axis. It holds the numbers and their shape, nothing else. */
export default {
  id: "npy",
  label: "NPY",
  extensions: ["npy"],
  keeps: "nowhere",
  keepsVoxelSize: false,
  holdsChannels: true,
  keepsClasses: () => false,
  maskTypes: ["uint8", "uint16", "int16"],
  // Channels stand beside each other in every voxel.
  plain: (name, layout) => (layout.channels === undefined ? { path: `${name}.npy`, ...plainNpy(layout) } : null),
  write: (name, { data, shape, channels }) => [
    {
      path: `${name}.npy`,
      bytes: channels ? encodeNpy(channelsLast(data, channels), [...shape, channels]) : encodeNpy(data, shape),
    },
  ],
} satisfies StackWriter;

/** Volumes of one channel behind the other as voxels with all of their channels. */
function channelsLast(data: VoxelArray, channels: number): VoxelArray {
  const result = data.slice();
  const voxels = data.length / channels;
  for (let channel = 0; channel < channels; channel++)
    for (let at = 0; at < voxels; at++) result[at * channels + channel] = data[channel * voxels + at]!;
  return result;
}

const [HEAD_BYTES, ALIGNMENT] = [10, 64];

function plainNpy(layout: ExportLayout): Omit<PlainFile, "path"> {
  const head = npyHead(layout.type, layout.shape);
  return { head, placeOf: behindHead(head, layout) };
}

/** An array as NumPy keeps it (format version 1.0). */
export function encodeNpy(values: VoxelArray, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const head = npyHead(dtypeOf(values), shape);
  const bytes = new Uint8Array(head.length + values.byteLength);
  bytes.set(head);
  bytes.set(bytesOf({ data: values }), head.length);
  return bytes;
}

function npyHead(dtype: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const dictionary = `{'descr': '${NUMPY_TYPES[dtype]!}', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
  const padding = (ALIGNMENT - ((HEAD_BYTES + dictionary.length + 1) % ALIGNMENT)) % ALIGNMENT;
  const text = `${dictionary}${" ".repeat(padding)}\n`;
  const bytes = new Uint8Array(HEAD_BYTES + text.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), HEAD_BYTES);
  return bytes;
}
