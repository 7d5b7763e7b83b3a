import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A stream of random numbers. Every purpose (proposals, weights, data order, dropout) has its own, named by its path under the seed. */
export interface Random {
  /** Uniform on [0, 1). */
  float(): number;
  /** Uniform on the closed range of whole numbers. */
  int(low: number, high: number): number;
  /** Uniform on [low, high). */
  between(low: number, high: number): number;
  /** Standard normal deviate (Box-Muller). */
  normal(): number;
  pick<T>(list: readonly T[]): T;
  /** An independent stream; the same path under the same seed is the same stream, however much has been drawn here. */
  fork(...path: readonly (string | number)[]): Random;
}

export function createRandom(seed: number | string, ...path: readonly (string | number)[]): Random {
  const name = [seed, ...path].join("/");
  const generator = xoroshiro128plusFromState(hash128(name));
  const float = () => uniformFloat64(generator);
  return {
    float,
    int: (low, high) => uniformInt(generator, low, high),
    between: (low, high) => low + (high - low) * float(),
    normal: () => Math.sqrt(-2 * Math.log(1 - float())) * Math.cos(2 * Math.PI * float()),
    pick: (list) => list[uniformInt(generator, 0, list.length - 1)]!,
    fork: (...further) => createRandom(name, ...further),
  };
}

/** Four well-mixed 32-bit words of a text (MurmurHash3-style mixing, public domain "cyrb128"). */
export function hash128(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [(a ^ b ^ c ^ d) | 0, (b ^ a) | 0, (c ^ a) | 0, (d ^ a) | 1];
}

/** A short stable name for a text, for keys and display: 16 hexadecimal digits. Not cryptographic. */
export function shortHash(text: string): string {
  return hash128(text)
    .slice(0, 2)
    .map((word) => (word >>> 0).toString(16).padStart(8, "0"))
    .join("");
}
