/** Voxels with a value each: the lowest comes out first, NaN last, of equal ones that which came first. */
export interface SmallQueue {
  readonly isEmpty: () => boolean;
  readonly push: (voxel: number, value: number) => void;
  /** The queue must not be empty. */
  pop(): number;
}

/** A binary heap over typed arrays that grow as they fill. */
export function createSmallQueue(): SmallQueue {
  let capacity = 1024;
  let voxels = new Uint32Array(capacity);
  let values = new Float64Array(capacity);
  let turns = new Float64Array(capacity);
  let [length, turn] = [0, 0];

  function grow(): void {
    capacity *= 2;
    const [oldVoxels, oldValues, oldTurns] = [voxels, values, turns];
    voxels = new Uint32Array(capacity);
    values = new Float64Array(capacity);
    turns = new Float64Array(capacity);
    voxels.set(oldVoxels);
    values.set(oldValues);
    turns.set(oldTurns);
  }
  const isBefore = (at: number, value: number, since: number): boolean =>
    values[at]! < value || (values[at] === value && turns[at]! < since);
  function put(at: number, voxel: number, value: number, since: number): void {
    voxels[at] = voxel;
    values[at] = value;
    turns[at] = since;
  }

  return {
    isEmpty: () => length === 0,
    push(voxel, given) {
      if (length === capacity) grow();
      const value = Number.isNaN(given) ? Infinity : given;
      let at = length++;
      // A newcomer is behind all of its value, so only larger ones give way.
      for (let parent = (at - 1) >> 1; at > 0 && values[parent]! > value; parent = (at - 1) >> 1) {
        put(at, voxels[parent]!, values[parent]!, turns[parent]!);
        at = parent;
      }
      put(at, voxel, value, turn++);
    },
    pop() {
      const next = voxels[0]!;
      length--;
      const voxel = voxels[length]!;
      const value = values[length]!;
      const since = turns[length]!;
      let at = 0;
      for (let child = 1; child < length; child = 2 * at + 1) {
        if (child + 1 < length && isBefore(child + 1, values[child]!, turns[child]!)) child++;
        if (!isBefore(child, value, since)) break;
        put(at, voxels[child]!, values[child]!, turns[child]!);
        at = child;
      }
      put(at, voxel, value, since);
      return next;
    },
  };
}
