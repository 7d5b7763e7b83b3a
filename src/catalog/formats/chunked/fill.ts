import { ELEMENT_BYTES, type ElementType } from "../../../core/image/elements.ts";

/** One element of a fill value as JSON gives it, little-endian; zero where there is none or it is no number. */
export function fillBytes(value: unknown, dtype: ElementType): Uint8Array {
  const bytes = new Uint8Array(ELEMENT_BYTES[dtype]);
  const view = new DataView(bytes.buffer);
  const number = value === true ? 1 : typeof value === "string" || typeof value === "number" ? Number(value) : 0;
  switch (dtype) {
    case "float32":
      view.setFloat32(0, number, true);
      break;
    case "float64":
      view.setFloat64(0, number, true);
      break;
    case "float16":
      view.setUint16(0, Number.isNaN(number) ? 0x7e00 : 0, true);
      break;
    case "complex64":
    case "complex128":
      break;
    default:
      for (let byte = 0, rest = BigInt(Number.isInteger(number) ? number : 0); byte < bytes.length; byte++, rest >>= 8n) bytes[byte] = Number(rest & 255n);
  }
  return bytes;
}
