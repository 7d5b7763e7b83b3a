import { dispose, keep, tensor1d, type Tensor } from "@tensorflow/tfjs-core";
import type { WeightSpec } from "../core/network/network.ts";
import type { Random } from "../core/random.ts";
import { initialise } from "./initialise.ts";
import { product } from "./kernels/geometry.ts";
import { runKernel } from "./kernels/run.ts";
import { readTensor } from "./reading.ts";
import { matchWeights, type WeightSet } from "../core/network/weights.ts";

/** A named weight and the shape its tensor has in the engine, where kernels of 2D networks have depth 1. */
export interface Parameter {
  readonly name: string;
  readonly spec: WeightSpec;
  readonly shape: readonly number[];
}

/** Many weights as one flat tensor, which optimisers update in one go, and as the tensors the operations read. */
export interface ParameterBuffer {
  readonly parameters: readonly Parameter[];
  readonly flat: Tensor;
  /** In the order of `parameters`; made when they are first asked for. */
  tensors(): readonly Tensor[];
  get(name: string): Tensor;
  /** Makes the single tensors follow the flat one after an update. */
  refresh(): void;
  export(): Promise<WeightSet>;
  /** Throws StudioError "BadStudyFile" when the names or shapes differ. */
  import(weights: WeightSet): void;
  dispose(): void;
}

/** The values of a tensor by its name, where they are known before training; undefined for one that starts afresh. */
export type KnownWeights = (name: string) => Float32Array | undefined;

/** A tensor's start follows from its name and the seed alone, whatever else a network has. */
export function createParameters(
  parameters: readonly Parameter[],
  random: Random,
  known: KnownWeights = () => undefined,
): ParameterBuffer {
  const sizes = parameters.map(({ shape }) => product(shape));
  const offsets = startsOf(sizes);
  const joined = (values: readonly Float32Array[]) => {
    const flat = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
    values.forEach((part, index) => flat.set(part, offsets[index]));
    return keep(tensor1d(flat));
  };
  let flat = joined(parameters.map(({ name, spec }) => known(name) ?? initialise(spec, random.fork(name))));
  let tensors: readonly Tensor[] | null = null;
  const all = () =>
    (tensors ??= runKernel("split", [flat], { shapes: parameters.map(({ shape }) => shape) }).map(keep));
  const indexOf = new Map(parameters.map(({ name }, index) => [name, index]));
  const refresh = () => {
    dispose([...(tensors ?? [])]);
    tensors = null;
  };
  return {
    parameters,
    get flat() {
      return flat;
    },
    tensors: all,
    get: (name) => all()[indexOf.get(name)!]!,
    refresh,
    async export() {
      const values = await readTensor(flat);
      return parameters.map(({ name, spec }, index) => ({
        name,
        shape: spec.shape,
        values: values.slice(offsets[index], offsets[index]! + sizes[index]!),
      }));
    },
    import(weights) {
      const matched = matchWeights(
        weights,
        parameters.map(({ name, spec }) => ({ name, shape: spec.shape })),
      );
      flat.dispose();
      flat = joined(matched.map(({ values }) => values));
      refresh();
    },
    dispose() {
      refresh();
      flat.dispose();
    },
  };
}

function startsOf(sizes: readonly number[]): readonly number[] {
  let end = 0;
  return sizes.map((size) => (end += size) - size);
}
