function crcTable(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc >>> 0;
  });
}

const [CRC32, CRC32C] = [crcTable(0xedb88320), crcTable(0x82f63b78)];

function crcOf(table: Uint32Array, bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** The checksum of gzip, zip and PNG. */
export const crc32 = (bytes: Uint8Array): number => crcOf(CRC32, bytes);

/** The same, piece by piece. */
export function runningCrc32() {
  let crc = 0;
  return { add: (bytes: Uint8Array) => void (crc = crcOf(CRC32, bytes, crc)), value: () => crc };
}

/** Castagnoli's checksum, of Zarr's shards. */
export const crc32c = (bytes: Uint8Array): number => crcOf(CRC32C, bytes);

/** The checksum of zlib streams (RFC 1950). */
export function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(at + 3800, bytes.length);
    while (at < end) b += a += bytes[at++]!;
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}
