import { StudioError } from "../errors.ts";
import type { Random } from "../random.ts";
import { varianceOf } from "../statistics.ts";
import { tensorsOf, type NetworkAnalysis } from "./analysis.ts";
import { weightPath } from "./learning.ts";
import type { WeightSet } from "./weights.ts";

/** Kernels in the plane are those of one slice in 3D: extents of 1 in front do not matter. */
const shapeKey = (shape: readonly number[]): string =>
  shape.slice(shape.findIndex((extent, at) => extent !== 1 || at === shape.length - 1)).join("×");

/** Where a name goes by the longest path that it lies below; null where it lies below none. */
function movedName(name: string, paths: Readonly<Record<string, string>>): string | null {
  const [from] = Object.keys(paths)
    .filter((path) => path === "" || name.startsWith(`${path}/`))
    .toSorted((one, other) => other.length - one.length);
  if (from === undefined) return null;
  const rest = from === "" ? name : name.slice(from.length + 1);
  return paths[from] === "" ? rest : `${paths[from]}/${rest}`;
}

/**
 * Values of a network's tensors by name, out of the weights of another: those whose name, moved along the paths, and shape are the
 * same. Throws StudioError "BadInput" where none is.
 */
export function weightsUnder(
  network: Pick<NetworkAnalysis, "nodes">,
  weights: WeightSet,
  { trial, paths }: { readonly trial: string; readonly paths: Readonly<Record<string, string>> },
): ReadonlyMap<string, Float32Array> {
  const wanted = new Map(tensorsOf(network).map(({ name, shape }) => [name, shapeKey(shape)]));
  const found = weights.flatMap(({ name, shape, values }) => {
    const moved = movedName(name, paths);
    return moved !== null && wanted.get(moved) === shapeKey(shape) ? [[moved, values] as const] : [];
  });
  if (found.length > 0) return new Map(found);
  const [first] = weights;
  const [own] = wanted.keys();
  throw new StudioError(
    "BadInput",
    `None of the weights of trial ${trial} fits: moved by ${pathsText(paths)}, they are called such as "${first ? (movedName(first.name, paths) ?? first.name) : "nothing"}"; those of this network such as "${own ?? "nothing"}". Name and shape must agree.`,
  );
}

const pathsText = (paths: Readonly<Record<string, string>>): string =>
  Object.entries(paths)
    .map(([from, to]) => `"${from}" to "${to}"`)
    .join(", ");

const noised = (values: Float32Array, deviations: number, random: Random): Float32Array => {
  const width = deviations * Math.sqrt(varianceOf([...values]));
  return values.map((value) => value + width * random.normal());
};

/**
 * Weights with Gaussian noise on them, so many deviations of each tensor wide (spec 2.6). Running statistics stay as they are: a
 * variance must not fall below 0.
 */
export function withNoise(
  network: Pick<NetworkAnalysis, "nodes">,
  weights: ReadonlyMap<string, Float32Array>,
  deviations: number,
  random: Random,
): ReadonlyMap<string, Float32Array> {
  const noisy = new Map(weights);
  for (const { node, weights: specs } of network.nodes) {
    for (const { name, trainable } of specs) {
      const path = `${weightPath(node)}/${name}`;
      const values = weights.get(path);
      if (values && trainable) noisy.set(path, noised(values, deviations, random.fork(path)));
    }
  }
  return noisy;
}
