import { StudioError, toErrorRecord } from "../../core/errors.ts";
import type { Fit } from "../../core/image/tiling.ts";

/** Runs the network on an image of such extents; gives those of what comes out. Throws where the network refuses them. */
export type Trying = (spatial: readonly number[]) => Promise<readonly number[]>;

/** Multiples that extents are tried with, the first that most networks halve. Three of them are no multiple of the next. */
const MULTIPLES: Readonly<Record<2 | 3, readonly (readonly number[])[]>> = {
  2: [
    [32, 32],
    [64, 64],
    [128, 128],
  ],
  3: [
    [8, 16, 16],
    [16, 32, 32],
  ],
};
/** Where the search for a network without padding begins, which needs its context. */
const CONTEXT: Readonly<Record<2 | 3, number>> = { 2: 188, 3: 92 };
/** How far the search goes for the next extent that is accepted. */
const SEARCH = 33;

/**
 * Finds out by trying which extents a network accepts and what comes out: the smallest that are used along each axis, and by how
 * much they may grow. Throws StudioError "BadNetworkFile" saying what was tried.
 */
export async function findExtents(
  fixed: readonly (number | null)[],
  dimension: 2 | 3,
  run: Trying,
): Promise<readonly Fit[]> {
  const refusals: string[] = [];
  const attempt = async (wanted: readonly number[]): Promise<Tried | null> => {
    const input = wanted.map((extent, axis) => fixed[axis] ?? extent);
    const output = await run(input).catch((error: unknown) => {
      refusals.push(`${input.join(" × ")}: ${toErrorRecord(error).message}`);
      return null;
    });
    if (!output) return null;
    const tried = { input, output };
    if (!output.every((extent, axis) => extent <= input[axis]! && (input[axis]! - extent) % 2 === 0))
      throw otherResolution(tried);
    return tried;
  };
  if (fixed.every((extent) => extent !== null)) {
    const only = await attempt(fixed);
    if (only && isScaled(only)) throw otherResolution(only);
    if (only) return only.input.map((input, axis) => ({ input, output: only.output[axis]!, grid: 1 }));
    throw refused(refusals);
  }
  for (const multiples of MULTIPLES[dimension]) {
    const found = await attempt(multiples.map((multiple) => 3 * multiple));
    if (!found) continue;
    const isWhole = found.output.every((extent, axis) => extent === found.input[axis]);
    const grid = isWhole ? multiples : await stepFrom(found, run, fixed);
    return fitsOf(found, grid, fixed);
  }
  for (let more = 0; more < SEARCH; more++) {
    const found = await attempt(Array.from({ length: dimension }, () => CONTEXT[dimension] + more));
    if (found) return fitsOf(found, await stepFrom(found, run, fixed), fixed);
  }
  throw refused(refusals);
}

interface Tried {
  readonly input: readonly number[];
  readonly output: readonly number[];
}

const fitsOf = ({ input, output }: Tried, grid: readonly number[], fixed: readonly (number | null)[]): readonly Fit[] =>
  input.map((extent, axis) => ({
    input: extent,
    output: output[axis]!,
    grid: fixed[axis] === null ? grid[axis]! : 1,
  }));

/** By how much all extents must grow until the output grows as much. */
async function stepFrom(
  { input, output }: Tried,
  run: Trying,
  fixed: readonly (number | null)[],
): Promise<readonly number[]> {
  for (let step = 1; step < SEARCH; step++) {
    const larger = input.map((extent, axis) => fixed[axis] ?? extent + step);
    const next = await run(larger).catch(() => null);
    if (next?.every((extent, axis) => -output[axis]! + extent === (larger[axis] ?? 0) - input[axis]!))
      return input.map(() => step);
  }
  throw otherResolution({ input, output });
}

/** Whether the output is the image at a coarser resolution, by which a border that is left out could not be told of fixed extents. */
const isScaled = ({ input, output }: Tried): boolean =>
  [2, 4, 8, 16].some((factor) => output.every((extent, axis) => extent * factor === input[axis]));

const otherResolution = ({ input, output }: Tried): StudioError =>
  new StudioError(
    "BadNetworkFile",
    `This network makes ${output.join(" × ")} voxels of ${input.join(" × ")}; what can be used has the resolution of the image, and may lack the same border at either side.`,
  );

const refused = (refusals: readonly string[]): StudioError =>
  new StudioError(
    "BadNetworkFile",
    `This network accepts none of the images it was tried with. ${refusals[0] ?? ""} (${refusals.length} extents tried.) If its extents must be others, export it with those fixed.`,
  );
