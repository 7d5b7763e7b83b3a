import { ELEMENT_BYTES, type ElementType } from "../../../core/image/elements.ts";

/** One element of a fill value as JSON gives it, little-endian; zero where there is none or it is no number. */
export function fillBytes(value: unknown, dtype: ElementType): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ELEMENT_BYTES[dtype]);
  const view = new DataView(bytes.buffer);
  if (typeof value === "string" && /^0x[0-9a-f]+$/i.test(value)) return writeWhole(bytes, BigInt(value));
  const number = value === true ? 1 : typeof value === "string" || typeof value === "number" ? Number(value) : 0;
  switch (dtype) {
    case "float32":
      view.setFloat32(0, number, true);
      break;
    case "float64":
      view.setFloat64(0, number, true);
      break;
    case "float16":
      view.setUint16(0, halfBits(number), true);
      break;
    case "complex64":
    case "complex128":
      break;
    default:
      writeWhole(bytes, BigInt(Number.isInteger(number) ? number : 0));
  }
  return bytes;
}

/** Fills bytes with a whole number, lowest first: Zarr v3 writes the bits of a float as "0x7fc00000". */
function writeWhole(bytes: Uint8Array<ArrayBuffer>, value: bigint): Uint8Array<ArrayBuffer> {
  for (let byte = 0, rest = value; byte < bytes.length; byte++, rest >>= 8n) bytes[byte] = Number(rest & 255n);
  return bytes;
}

/** Bits of a number as half a float: from those of the float, of which the lowest 13 of the fraction are dropped. */
function halfBits(number: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, number);
  const bits = view.getUint32(0);
  const [sign, exponent, fraction] = [(bits >>> 16) & 0x8000, ((bits >>> 23) & 255) - 112, (bits >>> 13) & 0x3ff];
  if (Number.isNaN(number)) return 0x7e00;
  if (exponent >= 31) return sign | 0x7c00;
  return exponent > 0 ? sign | (exponent << 10) | fraction : sign;
}
