import type { Tensor } from "@tensorflow/tfjs-core";
import type { Network } from "../core/network/network.ts";
import { givesProbabilities } from "../core/network/outputs.ts";
import { softmax } from "./ops/losses.ts";

/** Class probabilities of what a network's main output gives, [..., class]. The caller disposes them. */
export const probabilitiesOf = (network: Pick<Network, "outputs">, output: Tensor): Tensor =>
  givesProbabilities(network) ? output.clone() : softmax(output);
