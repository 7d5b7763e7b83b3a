import { createGraph, type OnnxGraph, type TensorLook } from "../catalog/networkFormats/onnx/graph.ts";

type Extent = number | string;

/** How a small network is put together. */
interface Look {
  readonly inputs?: readonly TensorLook[];
  readonly outputs?: readonly (readonly [type: TensorLook["type"], shape: readonly Extent[]])[];
  readonly facts?: Readonly<Record<string, string>>;
  /** Adds what is between; gives the names of the outputs. */
  readonly build: (graph: OnnxGraph) => readonly string[];
}

const ANY_IMAGE: TensorLook = { name: "image", type: "float", shape: ["batch", 1, "height", "width"] };

/** An ONNX file for tests. */
export function onnxFile({ inputs = [ANY_IMAGE], outputs, facts = {}, build }: Look): Uint8Array<ArrayBuffer> {
  const graph = createGraph();
  const names = build(graph);
  return graph.encode({
    name: "test",
    description: "of a test",
    inputs,
    outputs: names.map((name, index) => {
      const [type, shape] = outputs?.[index] ?? (["float", ["any", "classes", "rows", "columns"]] as const);
      return { name, type, shape };
    }),
    facts,
  });
}

/** Scores of two classes of each voxel by itself: -value and value, times a factor; the second is likelier where the value is above 0. */
export const signScores = (graph: OnnxGraph, from = "image", dimension: 2 | 3 = 2): string =>
  graph.node("scores", "Conv", [
    from,
    graph.floats("sign", [2, 1, ...Array.from({ length: dimension }, () => 1)], Float32Array.of(-1, 1)),
  ]);

/** A file of those. */
export const signFile = (): Uint8Array<ArrayBuffer> => onnxFile({ build: (graph) => [signScores(graph)] });
