import { undivided, type NetworkTask } from "../../../core/network/decoded.ts";
import { analyse } from "../../../core/network/analysis.ts";
import type { Network } from "../../../core/network/network.ts";
import { mainNode } from "../../../core/network/outputs.ts";
import type { CatalogNetwork } from "../../../core/network/catalogNetwork.ts";
import { checkedValues, choice, float, int, text, toggle, type ValuesOf } from "../../../core/options.ts";
import { USUAL_FIELD, type FieldLook } from "./field.ts";
import { buildHybrid, type PyramidLook } from "./pyramid.ts";
import { buildSlices, type SlicesLook } from "./slices.ts";

const options = {
  base: int("Base kernels", 1, 128, 8),
  blocks: int("Blocks", 1, 5, 3),
  convolutions: int("Convolutions a block", 1, 4, 2),
  pyramid: text("Convolutions of each path", "3,5", "^[1-9](,[1-9]){0,4}$", "whole numbers from 1 to 9, such as 3,5"),
  pyramidBase: int("Kernels of the first path, 0 for the base", 0, 128, 0),
  combine: choice("Paths are", ["sum", "concat"], "sum"),
  insert: choice("3×3×3 first", ["none", "fine"], "fine"),
  feed: choice("Pyramid reads", ["predictions", "features"], "features"),
  upWidth: choice("Width of up-convolutions", ["first", "block"], "first"),
  variant: choice("Version", ["poster", "pytorch"], "poster"),
  pathWeights: choice("Convolutions of a path", ["asPublished", "separate", "shared"], "asPublished"),
  c2d: float("Weight of the 2D loss", 0, 10, 0.33),
  rectify: toggle("Rectified 2D predictions", false),
  poolZUp: toggle("Second path doubles z", false),
  crf: choice("CRF", ["off", "on"], "off"),
  crfWindow: text("Window of the CRF", "1,2,2", "^[0-5],[0-5],[0-5]$", "half widths z,y,x from 0 to 5, such as 1,2,2"),
  crfAlpha: float("CRF: reach of likeness", 0.1, 100, USUAL_FIELD.alpha),
  crfBeta: float("CRF: difference of grey values", 0.01, 10, USUAL_FIELD.beta),
  crfGamma: float("CRF: reach of nearness", 0.1, 100, USUAL_FIELD.gamma),
  crfSteps: int("CRF steps in training", 1, 20, USUAL_FIELD.steps),
  crfPredictionSteps: int("CRF steps in prediction", 1, 20, USUAL_FIELD.predictionSteps),
};

type Values = ValuesOf<typeof options>;

/**
 * Hybrid of a 2D encoder-decoder and a spatial pyramid in 3D (Guay et al., poster at ISBI 2021; spec 2.2). `base: 64` with the rest as
 * it begins is the published network (10 267 022 parameters for 7 classes); `variant: pytorch, base: 32` the later version, whose `base`
 * is the width of its first convolution (9 076 302). Features come with scores, of the later version with class probabilities. `crf: on`
 * refines the scores by a conditional random field (spec 2.3), whose reaches are in units of the finest voxel side. Where the task has a
 * network as its part, the slices are that one instead of a new one: what the pyramid's options say holds, those of the slices do not.
 */
export default {
  id: "hybrid",
  label: "Hybrid 2D-3D",
  options,
  decode(values, task) {
    const checked = checkedValues("hybrid", options, values);
    const paths = pathsOf(checked.pyramid);
    const [, height, width] = task.patch;
    const halvings = Math.max(task.part ? 0 : checked.blocks, paths.length - 1);
    const illegal = undivided({ patch: [1, height, width] }, halvings);
    if (illegal) return { illegal };
    const look = pyramidOf(checked, paths);
    if (task.part && look.feed === "features" && !hasFeatures(task.part, task))
      return { illegal: { kind: "structure", because: WITHOUT_FEATURES } };
    return { network: buildHybrid(task.part ?? buildSlices(slicesOf(checked), task), look, task) };
  },
} satisfies CatalogNetwork;

const WITHOUT_FEATURES =
  "The network that this hybrid is built on has no features as large as its scores in front of them; feed=predictions works.";

/** Whether the map in front of a network's scores is as large as they are. */
function hasFeatures(part: Network, task: NetworkTask): boolean {
  const spatial = part.dimension === 3 ? task.patch : task.patch.slice(1);
  const nodes = new Map(analyse(part, { spatial, channels: task.channels }).nodes.map((each) => [each.node.id, each]));
  const { inputs, output } = nodes.get(mainNode(part))!;
  return inputs.length === 1 && inputs[0]!.spatial.join() === output.spatial.join();
}

const pathsOf = (pyramid: string): readonly number[] => pyramid.split(",").map(Number);

/** Kernels of the finest block: of the later version twice those of its first convolution. */
const finest = ({ base, variant }: Values): number => (variant === "pytorch" ? 2 * base : base);

const slicesOf = (values: Values): SlicesLook => ({
  blocks: values.blocks,
  kernels: (_, scale) => finest(values) * 2 ** scale,
  convolutions: () => values.convolutions,
  insert: values.insert as SlicesLook["insert"],
  upWidth: values.variant === "pytorch" ? "block" : (values.upWidth as SlicesLook["upWidth"]),
  stem: values.variant === "pytorch" ? values.base : null,
});

function pyramidOf(values: Values, convolutions: readonly number[]): PyramidLook {
  const isLater = values.variant === "pytorch";
  return {
    convolutions,
    kernels: (path) => (values.pyramidBase || finest(values)) * 2 ** path,
    combine: values.combine as PyramidLook["combine"],
    feed: values.feed as PyramidLook["feed"],
    readsProbabilities: isLater,
    rectifies: values.rectify,
    sharesKernels: values.pathWeights === "shared" || (isLater && values.pathWeights === "asPublished"),
    doublesZ: values.poolZUp,
    upBias: !isLater,
    auxiliaryWeight: values.c2d,
    field: values.crf === "on" ? fieldOf(values) : null,
  };
}

const fieldOf = (values: Values): FieldLook => ({
  window: values.crfWindow.split(",").map(Number) as unknown as FieldLook["window"],
  alpha: values.crfAlpha,
  beta: values.crfBeta,
  gamma: values.crfGamma,
  steps: values.crfSteps,
  predictionSteps: values.crfPredictionSteps,
});
