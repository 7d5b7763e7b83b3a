import { StudioError } from "../../errors.ts";

/** Values as run lengths: value, count, value, count ... */
export type Runs = readonly number[];

export function toRuns(values: ArrayLike<number>): Runs {
  const runs: number[] = [];
  for (let from = 0, to = 0; from < values.length; from = to) {
    const value = values[from]!;
    while (to < values.length && values[to] === value) to++;
    runs.push(value, to - from);
  }
  return runs;
}

/** The values again. Throws StudioError "BadPainting" where the runs are not `length` values. */
export function fromRuns(runs: Runs, length: number): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(length);
  let at = 0;
  for (let place = 0; place < runs.length; place += 2) {
    const count = runs[place + 1] ?? NaN;
    if (!(count > 0) || at + count > length) throw wrongLength(length);
    values.fill(runs[place]!, at, (at += count));
  }
  if (at !== length) throw wrongLength(length);
  return values;
}

const wrongLength = (length: number) =>
  new StudioError("BadPainting", `The run lengths of an edit do not add up to the ${length} voxels of its box.`);
