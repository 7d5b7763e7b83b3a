import { createNetworkBuilder } from "../../../core/network/builder.ts";
import type { Network } from "../../../core/network/network.ts";
import type { Decoded, SpaceTask } from "../../../core/space/space.ts";
import { paddedTo, poolingsFor } from "./depth.ts";
import { skipAt, type LayerArch, type SegArch } from "./genotype.ts";
import { hybridDilatedLayer, relu, searchedLayer, type FeatureMap, type LayerPlace } from "./layer.ts";
import type { AutosegnetSettings } from "./settings.ts";

/** Builds the network of a member (spec 3.3) as deep as the patch allows. A patch that cannot be halved as often grows. */
export function decodeArch(arch: SegArch, settings: AutosegnetSettings, task: SpaceTask): Decoded {
  const poolings = poolingsFor(task.patch, settings);
  const network = buildNetwork(arch, settings, task, poolings);
  const patch = paddedTo(2 ** poolings, task.patch);
  return patch.every((extent, axis) => extent === task.patch[axis]) ? { network } : { network, patch };
}

const HDC_LAYER = "bottleneck/hdc";
const BRIDGE = "bottleneck/bridge";

const hasHdc = ({ hdc }: SegArch, { hdcLayer }: AutosegnetSettings): boolean =>
  hdcLayer === "search" ? hdc !== 0 : hdcLayer === "on";

/** Stem, D times down and pooled, hybrid dilated layer unless it is left out, bridge, D times up with long skips, class scores. */
function buildNetwork(arch: SegArch, settings: AutosegnetSettings, task: SpaceTask, poolings: number): Network {
  const graph = createNetworkBuilder(task);
  const channels = (level: number) => settings.channels * 2 ** level;
  const stem: FeatureMap = {
    id: graph.norm("stem/norm", graph.conv("stem/conv", { kernels: channels(0), size: 3, bias: false }, "input")),
    channels: channels(0),
    level: 0,
  };
  /** Outputs of all layers so far: each searched layer reads the last two. Before the first there is the stem alone. */
  const outputs: FeatureMap[] = [stem, stem];
  const searched = (layer: LayerArch, place: LayerPlace, skip?: FeatureMap): FeatureMap => {
    const [beforeLast, last] = outputs.slice(-2) as [FeatureMap, FeatureMap];
    return searchedLayer(graph, settings, layer, place, [[beforeLast], skip ? [last, skip] : [last]]);
  };
  const encoder: FeatureMap[] = [];
  const bottomLayer = hasHdc(arch, settings) ? HDC_LAYER : BRIDGE;
  for (let level = 0; level < poolings; level++) {
    const at = `encoder/block${level}`;
    const map = searched(arch.down, { at, channels: channels(level), level });
    encoder.push(map);
    const below = level + 1 < poolings ? `encoder/block${level + 1}` : bottomLayer;
    outputs.push({ ...map, id: graph.pool(`${below}/pool`, "max", 2, map.id), level: level + 1 });
  }
  const bottom = { channels: channels(poolings), level: poolings };
  if (bottomLayer === HDC_LAYER)
    outputs.push(hybridDilatedLayer(graph, settings, { at: HDC_LAYER, ...bottom }, outputs.at(-1)!));
  outputs.push(searched(arch.bridge, { at: BRIDGE, ...bottom }));
  for (let level = poolings - 1; level >= 0; level--) {
    const skip = skipAt(arch.skips, level) === 1 ? encoder[level] : undefined;
    outputs.push(searched(arch.up, { at: `decoder/block${level}`, channels: channels(level), level }, skip));
  }
  return graph.finish(graph.conv("predictor", { kernels: task.classes, size: 1 }, relu(graph, outputs.at(-1)!.id)));
}
