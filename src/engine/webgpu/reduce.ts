import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Dispatch, GpuContext } from "./recorder.ts";

/** Sums over the rows of `groups` tables. */
export interface Reduction extends Pick<Dispatch, "key" | "reads" | "ints" | "floats"> {
  /** WGSL with `fn term(group: i32, row: i32, column: i32) -> f32`. */
  readonly code: string;
  readonly groups?: number;
  readonly rows: number;
  readonly columns: number;
}

/** Enough threads to keep a large GPU busy; fewer where each would have only a handful of rows. */
const THREADS = 16_384;
const FEWEST_ROWS = 32;

/** [groups, columns] sums in two passes: parts of the rows side by side, then the parts in fixed order, so that the result is always the same. */
export function sumRows(
  context: GpuContext,
  { key, code, reads, ints, floats, groups = 1, rows, columns }: Reduction,
  target?: TensorInfo,
): TensorInfo {
  const sums = groups * columns;
  const parts = Math.max(1, Math.min(Math.ceil(THREADS / sums), Math.ceil(rows / FEWEST_ROWS)));
  const partial = context.scratch(parts * sums);
  context.run({
    key: `${key}/parts`,
    writes: { partial },
    reads,
    ints: { ...ints, rows, columns, parts, sums, length: Math.ceil(rows / parts) },
    ...(floats && { floats }),
    threads: parts * sums,
    code: `${code}
fn element(i: i32) {
  let column = i % u.columns;
  let group = (i / u.columns) % (u.sums / u.columns);
  let first = (i / u.sums) * u.length;
  var sum = 0.0;
  for (var row = first; row < min(first + u.length, u.rows); row++) { sum += term(group, row, column); }
  partial[i] = sum;
}`,
  });
  return foldParts(context, partial, parts, sums, target);
}

/** Adds `parts` tables of `sums` numbers. */
export function foldParts(
  context: GpuContext,
  partial: TensorInfo,
  parts: number,
  sums: number,
  target = context.scratch(sums),
): TensorInfo {
  context.run({
    key: "foldParts",
    writes: { folded: target },
    reads: { partial },
    ints: { parts, sums },
    threads: sums,
    code: `fn element(i: i32) {
  var sum = 0.0;
  for (var part = 0; part < u.parts; part++) { sum += partial[part * u.sums + i]; }
  folded[i] = sum;
}`,
  });
  return target;
}
