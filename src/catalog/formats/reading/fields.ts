/** Numbers of a header by their byte positions, in the file's byte order. Reading past the end throws RangeError. */
export interface Fields {
  readonly length: number;
  readonly isLittleEndian: boolean;
  readonly u8: (at: number) => number;
  readonly u16: (at: number) => number;
  readonly i16: (at: number) => number;
  readonly u32: (at: number) => number;
  readonly i32: (at: number) => number;
  /** An integer of 64 bits; beyond 2^53 it loses its last digits, which no size may reach. */
  readonly u64: (at: number) => number;
  readonly i64: (at: number) => number;
  readonly f32: (at: number) => number;
  readonly f64: (at: number) => number;
  /** Latin-1 text up to `length` bytes or the first zero. */
  readonly text: (at: number, length: number) => string;
}

export function fieldsOf(bytes: Uint8Array, isLittleEndian: boolean): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    length: bytes.length,
    isLittleEndian,
    u8: (at) => view.getUint8(at),
    u16: (at) => view.getUint16(at, isLittleEndian),
    i16: (at) => view.getInt16(at, isLittleEndian),
    u32: (at) => view.getUint32(at, isLittleEndian),
    i32: (at) => view.getInt32(at, isLittleEndian),
    u64: (at) => Number(view.getBigUint64(at, isLittleEndian)),
    i64: (at) => Number(view.getBigInt64(at, isLittleEndian)),
    f32: (at) => view.getFloat32(at, isLittleEndian),
    f64: (at) => view.getFloat64(at, isLittleEndian),
    text: (at, length) => String.fromCharCode(...bytes.subarray(at, at + length)).split("\0")[0]!,
  };
}
