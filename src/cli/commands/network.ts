import { networks } from "../../catalog/networks/index.ts";
import { bytesText } from "../../core/bytes.ts";
import { StudioError } from "../../core/errors.ts";
import { analyse, inputChannels, trainingBytes, type NodeAnalysis } from "../../core/network/analysis.ts";
import { checkedValues } from "../../core/options.ts";
import type { Output } from "../output.ts";
import { networkChoice, parsePatch } from "../spec.ts";

export interface NetworkFlags {
  readonly set?: readonly string[];
  readonly classes?: number;
  readonly patch?: string;
  readonly batch?: number;
}

/** `cristae network`: what a network of the catalog is made of and costs, layer by layer. */
export function describeNetwork(
  id: string,
  { set = [], classes = 2, patch = "64", batch = 8 }: NetworkFlags,
  output: Output,
): Promise<void> {
  const item = networks.get(id);
  const options = checkedValues(id, item.options, networkChoice(id, set).options);
  const task = { channels: 1, classes, patch: parsePatch(patch) };
  const decoded = item.decode(options, task);
  if ("illegal" in decoded) throw new StudioError("BadInput", decoded.illegal.because);
  const { network } = decoded;
  const spatial = network.dimension === 3 ? task.patch : task.patch.slice(1);
  const analysis = analyse(network, { spatial, channels: inputChannels(network) });
  const bytes = trainingBytes(analysis, batch);
  output.json({
    type: "network",
    network: id,
    options,
    classes,
    dimension: network.dimension,
    patch: task.patch,
    batch,
    parameters: analysis.parameters,
    multiplyAdds: analysis.multiplyAdds,
    trainingBytes: bytes,
    layers: analysis.nodes.map(layerOf),
  });
  output.say(
    `${item.label}: ${analysis.parameters} parameters, ${analysis.multiplyAdds} multiply-adds a patch of ${task.patch.join(" × ")}, ${bytesText(bytes)} to train at batch ${batch}`,
  );
  for (const { node, output: shape, parameters } of analysis.nodes)
    output.say(
      `  ${node.id}  ${node.kind}, ${[...shape.spatial, shape.channels].join(" × ")}${parameters > 0 ? `, ${parameters} parameters` : ""}`,
    );
  return Promise.resolve();
}

/** Shapes are those of one sample: extents, then channels. */
const layerOf = ({ node, output, parameters, multiplyAdds, weights }: NodeAnalysis) => ({
  name: node.id,
  operation: node.kind,
  inputs: node.inputs,
  shape: [...output.spatial, output.channels],
  parameters,
  multiplyAdds,
  weights: weights.map(({ name, shape, trainable }) => ({ name, shape, trainable })),
});
