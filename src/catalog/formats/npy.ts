import { transposed, boxShape } from "../../core/image/boxes.ts";
import { ELEMENT_BYTES, type ElementType } from "../../core/image/elements.ts";
import type { ByteSource, Format, ReadableArray } from "../../core/image/format.ts";
import { plainAxes } from "./reading/axes.ts";
import { contiguousReader } from "./reading/contiguous.ts";
import { fieldsOf } from "./reading/fields.ts";
import { refuse } from "./reading/refuse.ts";
import { headOf } from "./reading/sources.ts";

const MOST_HEADER_BYTES = 2 ** 20;

/** One NumPy array (format versions 1 to 3). Pickled objects are never unpacked. */
export default {
  id: "npy",
  label: "NPY",
  extensions: ["npy"],
  sniff: (head) => head[0] === 0x93 && String.fromCharCode(...head.subarray(1, 6)) === "NUMPY",
  open: async (source) => [await openNpy(source, "")],
} satisfies Format;

/** The array of an NPY file, or of an entry of an NPZ file. Throws StudioError "UnreadableFile". */
export async function openNpy(source: ByteSource, name: string): Promise<ReadableArray> {
  const { text, offset } = await headerText(source);
  const descr = /["']descr["']:\s*["']([^"']*)["']/.exec(text)?.[1];
  const isFortran = /["']fortran_order["']:\s*(True|False)/.exec(text)?.[1];
  const sizes = /["']shape["']:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (/["']descr["']:\s*\[/.test(text))
    refuse("Its elements are records of several fields. Save one field as an array of its own.");
  if (descr === undefined || isFortran === undefined || sizes === undefined)
    refuse(
      `Its NumPy header lacks ${descr === undefined ? "descr" : isFortran === undefined ? "fortran_order" : "shape"}. The file is damaged; save it again with numpy.save.`,
    );
  const shape = sizes
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  if (shape.length === 0) refuse("It holds a single number, not an array. Save a stack of at least one slice.");
  const { dtype, isLittleEndian } = typeOf(descr);
  const isReversed = isFortran === "True" && shape.length > 1;
  const stored = isReversed ? shape.toReversed() : shape;
  const read = contiguousReader({ source, offset, shape: stored, dtype, isLittleEndian });
  return {
    name,
    shape,
    dtype,
    ...plainAxes({ shape, dtype }),
    voxelSizeNm: null,
    description: `${name ? "NPZ" : "NPY"}, ${shape.join(" × ")}, ${dtype}`,
    warnings: [],
    read: isReversed ? reversed(read, ELEMENT_BYTES[dtype]) : read,
  };
}

async function headerText(source: ByteSource): Promise<{ readonly text: string; readonly offset: number }> {
  const fields = fieldsOf(await headOf(source, 12), true);
  const [length, start] = fields.u8(6) === 1 ? [fields.u16(8), 10] : [fields.u32(8), 12];
  if (length > MOST_HEADER_BYTES)
    refuse(`Its NumPy header would be ${length} bytes long. The file is damaged; save it again with numpy.save.`);
  return { text: fieldsOf(await source.read(start, length), true).text(0, length), offset: start + length };
}

const KINDS: Readonly<Record<string, ElementType>> = {
  b1: "uint8",
  u1: "uint8",
  i1: "int8",
  u2: "uint16",
  i2: "int16",
  u4: "uint32",
  i4: "int32",
  u8: "uint64",
  i8: "int64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
  c8: "complex64",
  c16: "complex128",
};

function typeOf(descr: string): { readonly dtype: ElementType; readonly isLittleEndian: boolean } {
  if (descr.includes("O"))
    refuse(
      "It holds pickled Python objects, which are programs rather than data and are not unpacked. Save a plain array with numpy.save(…, allow_pickle=False).",
    );
  const dtype = KINDS[descr.slice(1)];
  if (!dtype)
    refuse(
      `Its elements are of NumPy type ${descr}${/[US]/.test(descr) ? ", which is text" : ""}; numbers can be opened. Save it with astype("float32"), for example.`,
    );
  return { dtype, isLittleEndian: !descr.startsWith(">") };
}

/** A reader of an array whose axes are stored the other way round (Fortran order). */
const reversed =
  (read: ReadableArray["read"], elementBytes: number): ReadableArray["read"] =>
  async (box) => {
    const inner = box.toReversed();
    return transposed(
      await read(inner),
      boxShape(inner),
      inner.map((_, axis) => inner.length - 1 - axis),
      elementBytes,
    );
  };
