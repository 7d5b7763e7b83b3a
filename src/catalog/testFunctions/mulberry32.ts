import type { Random } from "../../core/random.ts";
import type { ProposalStreams } from "../../core/strategy/runStrategy.ts";

/** Tommy Ettinger's mulberry32 on [0, 1), the generator of the published golden traces. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One sequence for all proposals, in the order of drawing; a run with it cannot be resumed. */
export function mulberryStreams(seed: number): ProposalStreams {
  const sequence = randomFrom(mulberry32(seed));
  return { random: () => sequence, shared: () => randomFrom(mulberry32(seed)) };
}

/** A fork is the same sequence. */
function randomFrom(float: () => number): Random {
  const int = (low: number, high: number) => low + Math.floor(float() * (high - low + 1));
  const random: Random = {
    float,
    int,
    between: (low, high) => low + (high - low) * float(),
    normal: () => Math.sqrt(-2 * Math.log(1 - float())) * Math.cos(2 * Math.PI * float()),
    pick: (list) => list[int(0, list.length - 1)]!,
    fork: () => random,
  };
  return random;
}
