import { givesProbabilities, mainNode } from "../../core/network/outputs.ts";
import type { NetworkWriter } from "./networkFormat.ts";
import { factTexts } from "./facts.ts";

/** The structure as the studio itself keeps it: every operation with its parameters, and what is known of the network. */
export const networkJson: NetworkWriter = {
  write(subject) {
    const { name, facts, weights } = subject;
    const { dimension, nodes } = subject.network;
    const network = {
      ...{ dimension, nodes, output: mainNode(subject.network) },
      ...(givesProbabilities(subject.network) && { gives: "probabilities" }),
    };
    const tensors = weights.map((weight) => ({ name: weight.name, shape: weight.shape }));
    const text = JSON.stringify(
      { format: "cristae-network-1", facts, about: factTexts(subject), network, tensors },
      null,
      1,
    );
    return Promise.resolve([{ path: `${name}.json`, bytes: new TextEncoder().encode(text) }]);
  },
};
