/** An array of 32-bit reals as NumPy keeps it (format version 1.0). */
export function encodeNpy(values: Float32Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
  const head = 10;
  const padding = (64 - ((head + dictionary.length + 1) % 64)) % 64;
  const text = `${dictionary}${" ".repeat(padding)}\n`;
  const bytes = new Uint8Array(head + text.length + 4 * values.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), head);
  new Float32Array(bytes.buffer, head + text.length, values.length).set(values);
  return bytes;
}
