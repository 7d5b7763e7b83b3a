import { createRandom, type Random } from "../../src/core/random.ts";
import type { Specimen } from "./corpus.ts";

export const KINDS = ["flip", "bytes", "number", "cut", "splice", "zero"] as const;
export type Kind = (typeof KINDS)[number];

export interface Mutant {
  readonly specimen: Specimen;
  readonly kind: Kind;
}

/** Numbers that headers are wrong about. */
const ODD_NUMBERS = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];

/** Headers are short: half of the changes fall into the first bytes. */
const HEAD_BYTES = 1024;

/** Case `index` of a seed: one specimen with one kind of damage, the same for the same numbers. */
export function mutant(corpus: readonly Specimen[], seed: number, index: number): Mutant {
  const random = createRandom(seed, "fuzz", index);
  const original = corpus[random.int(0, corpus.length - 1)]!;
  const kind = KINDS[random.int(0, KINDS.length - 1)]!;
  const paths = [...original.files.keys()];
  const path = paths[random.int(0, paths.length - 1)]!;
  const files = new Map(original.files);
  files.set(path, damaged(files.get(path)!, kind, random));
  return { specimen: { ...original, files }, kind };
}

function damaged(bytes: Uint8Array<ArrayBuffer>, kind: Kind, random: Random): Uint8Array<ArrayBuffer> {
  const result = bytes.slice();
  if (result.length === 0) return result;
  const place = () => random.int(0, random.float() < 0.5 ? Math.min(HEAD_BYTES, result.length) - 1 : result.length - 1);
  switch (kind) {
    case "flip":
      result[place()]! ^= 1 << random.int(0, 7);
      return result;
    case "bytes":
      for (let count = random.int(1, 16); count > 0; count--) result[place()] = random.int(0, 255);
      return result;
    case "number":
      return withNumber(result, place(), random);
    case "cut":
      return result.slice(0, random.int(0, result.length - 1));
    case "splice": {
      const [from, to, length] = [place(), place(), random.int(1, 64)];
      result.copyWithin(to, from, from + length);
      return result;
    }
    case "zero": {
      const from = place();
      return result.fill(0, from, from + random.int(1, 64));
    }
    default:
      return kind satisfies never;
  }
}

function withNumber(bytes: Uint8Array<ArrayBuffer>, at: number, random: Random): Uint8Array<ArrayBuffer> {
  const [value, width] = [ODD_NUMBERS[random.int(0, ODD_NUMBERS.length - 1)]!, [1, 2, 4][random.int(0, 2)]!];
  const isLittle = random.float() < 0.5;
  for (let byte = 0; byte < width && at + byte < bytes.length; byte++)
    bytes[at + byte] = value / 256 ** (isLittle ? byte : width - 1 - byte);
  return bytes;
}
