import type { Range, Region } from "../../../core/image/dataset.ts";
import { DEFAULT_TILING, planTiles } from "../../../core/image/tiling.ts";
import { OPSET } from "../onnx/graph.ts";
import { describeNetwork } from "../facts.ts";
import { pythonNames } from "../python.ts";
import type { NetworkSubject } from "../networkFormat.ts";

/** Version of the description's format that this is written in. */
const FORMAT_VERSION = "0.5.11";

/** Names of the files of a package, with the SHA-256 of those that are checked. */
export interface PackageHashes {
  readonly weights: string;
  readonly testInput: string;
  readonly testOutput: string;
}

/** `rdf.yaml` as data: JSON is YAML. */
export const descriptionOf = (subject: NetworkSubject, hashes: PackageHashes) => ({
  format_version: FORMAT_VERSION,
  type: "model",
  name: plainName(subject.name),
  description: describeNetwork(subject).slice(0, 1024),
  timestamp: subject.proof?.checkedAt ?? new Date(0).toISOString(),
  documentation: "README.md",
  covers: ["cover.png"],
  authors: [{ name: "not stated" }],
  cite: CITATIONS,
  ...(subject.facts.licence !== null && { license: subject.facts.licence }),
  tags: ["segmentation", "electron-microscopy", "neural-architecture-search", `${subject.network.dimension}d`],
  inputs: [inputOf(subject, hashes)],
  outputs: [outputOf(subject, hashes)],
  weights: { onnx: { source: "weights.onnx", sha256: hashes.weights, opset_version: Number(OPSET) } },
  config: { cristae: subject.facts },
});

/** What names may hold: ASCII letters, digits, spaces and a few signs. */
const plainName = (name: string): string =>
  name
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9+() -]+/g, " ")
    .trim()
    .slice(0, 120) || "network";

const CITATIONS = [
  {
    text: "Ronneberger et al.: U-Net: Convolutional Networks for Biomedical Image Segmentation. MICCAI 2015.",
    doi: "10.1007/978-3-319-24574-4_28",
  },
];

const axisIds = (dimension: 2 | 3): readonly string[] => (dimension === 3 ? ["z", "y", "x"] : ["y", "x"]);

function inputOf(subject: NetworkSubject, { testInput }: PackageHashes) {
  const { facts, network } = subject;
  const { mean, deviation, low, high } = facts.intensity;
  const sizes = sizesOf(subject);
  return {
    id: "image",
    description: `Grey values${facts.intensity.isPerSubject ? " of a volume brought to mean 0 and deviation 1 by itself" : ""}, before the preprocessing.`,
    axes: [
      { type: "batch" },
      { type: "channel", channel_names: ["grey"] },
      ...axisIds(network.dimension).map((id, axis) => ({
        type: "space",
        id,
        size: sizes[axis],
        ...scaleOf(subject, axis),
      })),
    ],
    data: { type: "float32" },
    preprocessing: [
      { id: "ensure_dtype", kwargs: { dtype: "float32" } },
      ...(low === undefined || high === undefined ? [] : [{ id: "clip", kwargs: { min: low, max: high } }]),
      { id: "fixed_zero_mean_unit_variance", kwargs: { mean, std: deviation > 0 ? deviation : 1 } },
    ],
    test_tensor: { source: "test_input.npy", sha256: testInput },
  };
}

function outputOf(subject: NetworkSubject, { testOutput }: PackageHashes) {
  const { facts, network, tile } = subject;
  return {
    id: "probabilities",
    description: "Probability of every class.",
    axes: [
      { type: "batch" },
      { type: "channel", channel_names: [...pythonNames(facts.classes.map(({ name }) => name)).values()] },
      ...axisIds(network.dimension).map((id, axis) => ({
        type: "space",
        id,
        size: { tensor_id: "image", axis_id: id, offset: tile.outputSpatial[axis]! - tile.spatial[axis]! },
        halo: haloOf(subject)[axis]!,
        ...scaleOf(subject, axis),
      })),
    ],
    data: { type: "float32", range: [0, 1] },
    test_tensor: { source: "test_output.npy", sha256: testOutput },
  };
}

/** Side of a voxel, where it is known. */
function scaleOf({ facts: { voxelSizeNm }, network }: NetworkSubject, axis: number) {
  const side = voxelSizeNm?.slice(3 - network.dimension)[axis];
  return side === undefined ? {} : { scale: side, unit: "nanometer" };
}

/** Voxels at each border that a tile should share with the next; none where whole images are seen. */
const haloOf = ({ network, facts }: NetworkSubject): readonly number[] =>
  DEFAULT_TILING.overlap.slice(3 - network.dimension).map((overlap) => (facts.wholeImage ? 0 : overlap >> 1));

/** What extents an image may have: the smallest from which nothing is cut off unevenly, and by how much they grow. */
function sizesOf(subject: NetworkSubject): readonly (number | { readonly min: number; readonly step: number })[] {
  const { network, facts, tile } = subject;
  if (facts.wholeImage) return tile.spatial;
  const halo = [0, 0, 0, ...haloOf(subject)].slice(-3);
  const extentsFor = (more: number) => {
    const range = (axis: number): Range => ({
      from: 0,
      to: axis === 0 && network.dimension === 2 ? 1 : 2 * halo[axis]! + more,
    });
    const region: Region = { z: range(0), y: range(1), x: range(2) };
    const [only] = planTiles(network, region);
    return { extents: only!.extents, outputs: only!.outputExtents };
  };
  const least = extentsFor(1);
  return axisIds(network.dimension).map((_, at) => {
    const axis = at + 3 - network.dimension;
    const next = extentsFor(least.outputs[axis]! - 2 * halo[axis]! + 1);
    return { min: least.extents[axis]!, step: next.extents[axis]! - least.extents[axis]! };
  });
}
