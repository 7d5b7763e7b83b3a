import type { OperationKind, ParamsOf } from "./operations.ts";

/**
 * One step of a network: a typed operation on the outputs of earlier nodes. `id` is a path such as `encoder/block1/conv0`;
 * the folders of the path are the modules the page collapses and the weights are named after.
 */
export type NetworkNode = {
  readonly [Kind in OperationKind]: {
    readonly id: string;
    readonly kind: Kind;
    readonly params: ParamsOf<Kind>;
    readonly inputs: readonly string[];
    /** Nodes with the same key share their weights, also across networks; the id where it is not given. */
    readonly weightKey?: string;
  };
}[OperationKind];

/**
 * What every search space decodes to: a graph of operations, in order of computation. The engine builds it, the page draws it,
 * shapes and cost are computed from it; nobody needs to know which space it came from.
 */
export interface Network {
  readonly dimension: 2 | 3;
  readonly nodes: readonly NetworkNode[];
  /** Exactly one of them is the main one. */
  readonly outputs: readonly ScoreOutput[];
}

/** A node that gives class scores (logits), one channel per class, unless it says otherwise. */
export interface ScoreOutput {
  /** What recipes call it; "main" the main one. */
  readonly name: string;
  readonly node: string;
  /** Predictions are made of the main output; an auxiliary one only guides the training. */
  readonly role: "main" | "auxiliary";
  /** What its loss counts in the sum of all, where the recipe does not say. */
  readonly weight: number;
  /** What it gives where that is not scores: probabilities of the classes, as several networks together do. Nothing is trained by such. */
  readonly gives?: "probabilities";
}

/** Spatial extents, `dimension` of them ([height, width] or [depth, height, width]), and channels, of one sample. */
export interface FeatureShape {
  readonly spatial: readonly number[];
  readonly channels: number;
}

/** One trainable (or, for running statistics, kept) tensor of a node. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Initial;
  /** False for running statistics, which training updates without gradients. */
  readonly trainable: boolean;
}

/** How a tensor starts: He normal (fan in), Xavier uniform, a constant, or a square matrix with zeros beside its diagonal. */
export type Initial =
  | { readonly kind: "he" | "xavier"; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: "constant" | "diagonal"; readonly value: number };
