import type { VectorParameter, VectorView } from "../../../core/space/space.ts";
import type { ModuleTreeSettings } from "./settings.ts";
import { parametersOf, type ModuleTree, type ParameterName } from "./tree.ts";

const LABELS: Readonly<Record<ParameterName, string>> = {
  kernels: "Kernels",
  blocks: "Blocks",
  layers: "Layers",
  width: "Width",
  pooling: "Pooling",
  activation: "Activation",
  gamma1: "log10 of L1",
  gamma2: "log10 of L2",
};

/** The values at the root as a box; every module below inherits them. Choices are the floor of an axis over their indices. */
export function createVectorView(settings: ModuleTreeSettings): VectorView<ModuleTree> {
  const parameters = parametersOf(settings).map(
    ({ name, kind, regions }): VectorParameter & { readonly name: ParameterName } => {
      const [low, high] = regions[0]!;
      const isFloored = kind !== "float";
      return { name, label: LABELS[name], low, high: isFloored ? high + 1 : high, isFloored };
    },
  );
  const valueOf = ({ high, isFloored }: VectorParameter, x: number) =>
    isFloored ? Math.min(Math.floor(x), high - 1) : x;
  return {
    parameters,
    fromVector: (x) => ({
      deltas: {
        net: Object.fromEntries(parameters.map((parameter, axis) => [parameter.name, valueOf(parameter, x[axis]!)])),
      },
      point: [...x],
    }),
    toVector: ({ deltas, point }) =>
      point ?? parameters.map(({ name, isFloored }) => deltas.net![name]! + (isFloored ? 0.5 : 0)),
  };
}
