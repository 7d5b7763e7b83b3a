import type { WeightArray } from "../../../core/network/weights.ts";
import type { OnnxGraph } from "./graph.ts";
import type { OnnxMap } from "./joining.ts";

/** What the writer of an operation may ask. */
export interface OnnxContext {
  readonly graph: OnnxGraph;
  readonly inputs: readonly OnnxMap[];
  /** The map of the normalised image. */
  readonly image: string;
  /** A weight of the node by its own name, such as "kernel". */
  readonly weight: (name: string) => WeightArray;
}
