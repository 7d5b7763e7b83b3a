import { crc32c } from "../../formats/reading/checksums.ts";

/** TensorFlow masks checksums, as those of data that hold checksums are weak (tensorflow/core/lib/hash/crc32c.h). */
const MASK_DELTA = 0xa282ead8;
export const maskedCrc = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
};

const [LENGTH_BYTES, CRC_BYTES] = [8, 4];

/** Records as TensorFlow files them (TFRecord): length, its checksum, the bytes, theirs. */
export function encodeRecords(records: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = records.reduce((sum, { length }) => sum + LENGTH_BYTES + length + 2 * CRC_BYTES, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const record of records) {
    view.setBigUint64(at, BigInt(record.length), true);
    view.setUint32(at + LENGTH_BYTES, maskedCrc(bytes.subarray(at, at + LENGTH_BYTES)), true);
    at += LENGTH_BYTES + CRC_BYTES;
    bytes.set(record, at);
    view.setUint32(at + record.length, maskedCrc(record), true);
    at += record.length + CRC_BYTES;
  }
  return bytes;
}
