/** How two labellings of the same voxels overlap. Numbers are indices into `sizes`; index 0 is the background, value 0. */
export interface Overlap {
  readonly first: Partition;
  readonly second: Partition;
  /** Every pair of parts that share voxels. */
  readonly shared: readonly SharedPart[];
}

interface Partition {
  /** Voxels by part; 0 of a background that does not occur. */
  readonly sizes: readonly number[];
}

export interface SharedPart {
  readonly first: number;
  readonly second: number;
  readonly voxels: number;
}

/** Counts two labellings against each other, where `counts` says of a voxel that it does. */
export function overlapOf(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  counts: (at: number) => boolean = () => true,
): Overlap {
  const [one, other] = [createNumbering(), createNumbering()];
  const shared = new Map<number, SharedCount>();
  let [lastFirst, lastSecond, last]: [number, number, SharedCount | null] = [NaN, NaN, null];
  for (let at = 0; at < first.length; at++) {
    if (!counts(at)) continue;
    const [a, b] = [first[at]!, second[at]!];
    // Neighbours mostly are of the same parts.
    if (last === null || a !== lastFirst || b !== lastSecond) {
      const pair = { first: one(a), second: other(b) };
      const key = pair.first * 2 ** 26 + pair.second;
      last = shared.get(key) ?? { ...pair, voxels: 0 };
      shared.set(key, last);
      [lastFirst, lastSecond] = [a, b];
    }
    last.voxels++;
  }
  const parts = [...shared.values()];
  return { first: partitionOf(parts, "first"), second: partitionOf(parts, "second"), shared: parts };
}

interface SharedCount extends SharedPart {
  voxels: number;
}

/** Numbers values as they come, the background first. */
function createNumbering(): (value: number) => number {
  const known = new Map([[0, 0]]);
  return (value) => {
    const number = known.get(value) ?? known.size;
    known.set(value, number);
    return number;
  };
}

function partitionOf(parts: readonly SharedPart[], which: "first" | "second"): Partition {
  const sizes = [0];
  for (const part of parts) sizes[part[which]] = (sizes[part[which]] ?? 0) + part.voxels;
  return { sizes };
}
