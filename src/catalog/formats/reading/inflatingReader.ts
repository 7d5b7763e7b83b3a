import { Inflate } from "fflate";
import type { ByteSource } from "../../../core/image/format.ts";
import { runningCrc32 } from "./checksums.ts";
import { refuse } from "./refuse.ts";

/** Deflated data too large to be held in memory. */
export interface Deflated {
  readonly source: ByteSource;
  readonly start: number;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  /** Such as "The entry a.npy of this archive". */
  readonly what: string;
}

/** Small, as deflate may turn it into a thousand times as much. */
const PORTION = 2 ** 15;

/** Reads deflated data forwards, a portion at a time; going back begins anew. The checksum is tested where the end is reached. */
export function inflatingReader(deflated: Deflated): ByteSource["read"] {
  let stream = forwards(deflated);
  let last: Promise<unknown> = Promise.resolve();
  return (from, length) => {
    const read = last.then(() => {
      if (from < stream.at()) stream = forwards(deflated);
      return stream.take(from, length);
    });
    last = read.catch(() => (stream = forwards(deflated)));
    return read;
  };
}

function forwards({ source, start, packed, size, crc, what }: Deflated) {
  const sum = runningCrc32();
  // Unpacked bytes that are not taken yet lie in `waiting`; the first of them is byte `at`.
  let [at, fed, unpacked] = [0, 0, 0];
  let waiting: Uint8Array[] = [];
  const inflate = new Inflate((chunk) => {
    unpacked += chunk.length;
    sum.add(chunk);
    waiting.push(chunk);
  });
  const damaged = (): never =>
    refuse(`${what} is damaged: its compression cannot be undone, or its checksum is wrong. Download it again.`);
  async function feed(): Promise<void> {
    const length = Math.min(PORTION, packed - fed);
    if (length === 0) damaged();
    const data = await source.read(start + fed, length);
    fed += length;
    try {
      inflate.push(data, fed === packed);
    } catch {
      damaged();
    }
    if (unpacked > size || (fed === packed && (unpacked !== size || sum.value() !== crc))) damaged();
  }
  /** Moves waiting bytes into the result, or drops them where it is null. */
  function move(length: number, result: Uint8Array | null): number {
    let moved = 0;
    while (moved < length && waiting.length > 0) {
      const [chunk] = waiting as [Uint8Array];
      const part = chunk.subarray(0, length - moved);
      result?.set(part, moved);
      moved += part.length;
      waiting = part.length === chunk.length ? waiting.slice(1) : [chunk.subarray(part.length), ...waiting.slice(1)];
    }
    at += moved;
    return moved;
  }
  return {
    at: () => at,
    async take(from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
      while (at < from) if (move(from - at, null) === 0) await feed();
      const result = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const moved = move(length - done, result.subarray(done));
        if (moved === 0) await feed();
        done += moved;
      }
      return result;
    },
  };
}
