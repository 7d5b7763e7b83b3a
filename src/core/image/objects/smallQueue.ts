/** Voxels with a value each: the lowest comes out first, NaN last, of equal ones that which came first. */
export interface SmallQueue {
  readonly isEmpty: () => boolean;
  readonly push: (voxel: number, value: number) => void;
  /** The queue must not be empty. */
  pop(): number;
}

/**
 * A binary heap beside a run of equal values. Boundaries of 8 bits have values that many thousand voxels share, which need not be sorted:
 * as long as a run lasts, all of its value join it, so what the heap has of that value came before.
 */
export function createSmallQueue(): SmallQueue {
  const heap = createHeap();
  const run = createRun();
  let runValue = 0;
  return {
    isEmpty: () => run.isEmpty() && heap.isEmpty(),
    push(voxel, given) {
      const value = Number.isNaN(given) ? Infinity : given;
      if (run.isEmpty()) runValue = value;
      if (value === runValue) run.push(voxel);
      else heap.push(voxel, value);
    },
    pop: () => (!heap.isEmpty() && (run.isEmpty() || heap.least() <= runValue) ? heap.pop() : run.pop()),
  };
}

/** First in, first out. */
function createRun() {
  let voxels = new Uint32Array(1024);
  let [from, to] = [0, 0];
  return {
    isEmpty: () => from === to,
    push(voxel: number): void {
      if (to === voxels.length) {
        const waiting = voxels.subarray(from, to);
        // One that is mostly empty has room at its beginning.
        const next = waiting.length > to / 2 ? new Uint32Array(to * 2) : voxels;
        next.set(waiting);
        voxels = next;
        [from, to] = [0, waiting.length];
      }
      voxels[to++] = voxel;
    },
    pop(): number {
      const voxel = voxels[from++]!;
      if (from === to) from = to = 0;
      return voxel;
    },
  };
}

/** A binary heap over typed arrays that grow as they fill. */
function createHeap() {
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
    least: () => values[0]!,
    push(voxel: number, value: number): void {
      if (length === capacity) grow();
      let at = length++;
      // A newcomer is behind all of its value, so only larger ones give way.
      for (let parent = (at - 1) >> 1; at > 0 && values[parent]! > value; parent = (at - 1) >> 1) {
        put(at, voxels[parent]!, values[parent]!, turns[parent]!);
        at = parent;
      }
      put(at, voxel, value, turn++);
    },
    pop(): number {
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
