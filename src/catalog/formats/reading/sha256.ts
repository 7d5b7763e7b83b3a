import type { Hasher } from "../../../core/image/arrayFacts.ts";

const primes = (count: number): readonly number[] => {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
};

/** The first 32 bits behind the point. */
const fraction = (value: number): number => ((value - Math.floor(value)) * 2 ** 32) | 0;
const ROUNDS = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));
const BLOCK = 64;

/** SHA-256 (FIPS 180-4) piece by piece: the browser's own hashes whole buffers only, which stacks of gigabytes do not allow. */
export function sha256(): Hasher {
  const state = START.slice();
  const words = new Int32Array(64);
  const held = new Uint8Array(BLOCK);
  let [filled, total] = [0, 0];

  function block(bytes: Uint8Array, at: number): void {
    for (let index = 0; index < 16; index++)
      words[index] =
        (bytes[at + 4 * index]! << 24) |
        (bytes[at + 4 * index + 1]! << 16) |
        (bytes[at + 4 * index + 2]! << 8) |
        bytes[at + 4 * index + 3]!;
    for (let index = 16; index < 64; index++) {
      const [early, late] = [words[index - 15]!, words[index - 2]!];
      const small = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
      const large = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
      words[index] = (words[index - 16]! + small + words[index - 7]! + large) | 0;
    }
    let a = state[0]!,
      b = state[1]!,
      c = state[2]!,
      d = state[3]!,
      e = state[4]!,
      f = state[5]!,
      g = state[6]!,
      h = state[7]!;
    for (let index = 0; index < 64; index++) {
      const first =
        (h +
          (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
          ((e & f) ^ (~e & g)) +
          ROUNDS[index]! +
          words[index]!) |
        0;
      const second =
        ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
          ((a & b) ^ (a & c) ^ (b & c))) |
        0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => (state[index] = state[index]! + value));
  }

  function update(bytes: Uint8Array): void {
    total += bytes.length;
    let at = 0;
    if (filled > 0) {
      at = Math.min(BLOCK - filled, bytes.length);
      held.set(bytes.subarray(0, at), filled);
      filled += at;
      if (filled < BLOCK) return;
      block(held, 0);
      filled = 0;
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) block(bytes, at);
    held.set(bytes.subarray(at), 0);
    filled = bytes.length - at;
  }

  return {
    update,
    hex() {
      const bits = BigInt(total) * 8n;
      const end = new Uint8Array((filled < 56 ? BLOCK : 2 * BLOCK) - filled);
      end[0] = 0x80;
      new DataView(end.buffer).setBigUint64(end.length - 8, bits);
      update(end);
      return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    },
  };
}
