import { ELEMENT_BYTES, type ElementType } from "../../../core/image/elements.ts";

/** One element of a fill value as JSON gives it, little-endian; zero where there is none or it is no number. A complex one is [re, im]. */
export function fillBytes(value: unknown, dtype: ElementType): Uint8Array<ArrayBuffer> {
  if (dtype === "complex64" || dtype === "complex128")
    return complexBytes(value, dtype === "complex64" ? "float32" : "float64");
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
    default:
      writeWhole(
        bytes,
        typeof value === "string" && /^-?\d+$/.test(value)
          ? BigInt(value)
          : BigInt(Number.isInteger(number) ? number : 0),
      );
  }
  return bytes;
}

/** Both parts in turn; Zarr v2 may give the real one alone. */
function complexBytes(value: unknown, part: "float32" | "float64"): Uint8Array<ArrayBuffer> {
  const [re, im = 0] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return new Uint8Array([...fillBytes(re, part), ...fillBytes(im, part)]);
}

/** Fills bytes with a whole number, lowest first: Zarr v3 writes the bits of a float as "0x7fc00000". */
function writeWhole(bytes: Uint8Array<ArrayBuffer>, value: bigint): Uint8Array<ArrayBuffer> {
  for (let byte = 0, rest = value; byte < bytes.length; byte++, rest >>= 8n) bytes[byte] = Number(rest & 255n);
  return bytes;
}

/** Bits of the half (IEEE 754 binary16) nearest to a number, ties to even. */
function halfBits(number: number): number {
  if (Number.isNaN(number)) return 0x7e00;
  const sign = number < 0 || Object.is(number, -0) ? 0x8000 : 0;
  const size = Math.abs(number);
  // Halfway between the largest half and the power of two behind it.
  if (size >= 65520) return sign | 0x7c00;
  let exponent = -14;
  while (size >= 2 ** (exponent + 1)) exponent++;
  // Below 2 ** -14 the steps stay as they are; a fraction that is rounded up to 1024 steps carries into the exponent.
  const steps = roundedToEven(size / 2 ** (exponent - 10));
  return sign | (((exponent + 14) << 10) + steps);
}

function roundedToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
