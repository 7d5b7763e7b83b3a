import type { NetworkBuilder } from "../../../core/network/builder.ts";
import { LAYER_INPUTS, OPERATIONS, unusedCells, type LayerArch } from "./genotype.ts";
import type { AutosegnetSettings } from "./settings.ts";

/** Rates of the hybrid dilated convolution. */
const RATES = [1, 2, 3];

/** Output of a node: `level` counts how often it was halved. */
export interface FeatureMap {
  readonly id: string;
  readonly channels: number;
  readonly level: number;
}

/** One for all that read a map. */
export const relu = (graph: NetworkBuilder, source: string): string => graph.activation(`${source}-relu`, source);

export type OperationLook = Pick<AutosegnetSettings, "hdc" | "separablePasses" | "weightsByInput">;

/** Where a layer stands: its name in the network, and what its output must be. */
export interface LayerPlace {
  readonly at: string;
  readonly channels: number;
  readonly level: number;
}

/** What a layer reads: each input is one map, or several that are concatenated. */
export type LayerSources = readonly [beforeLast: readonly FeatureMap[], last: readonly FeatureMap[]];

/**
 * One searched layer (spec 3.2): cells of op1(in1) + op2(in2), then the cells nobody reads, concatenated and projected. Weights are
 * kept by position, cell, half, operation and input, so that all networks that choose the same there share them (spec 3.5).
 */
export function searchedLayer(
  graph: NetworkBuilder,
  look: OperationLook,
  layer: LayerArch,
  { at, channels, level }: LayerPlace,
  sources: LayerSources,
): FeatureMap {
  const values: string[] = [];
  const valueOf = (input: number): string =>
    (values[input] ??= calibrated(graph, { at: `${at}/calibrate${input}`, channels, level }, sources[input]!));
  layer.forEach(({ in1, op1, in2, op2 }, cell) => {
    const halves = [
      [in1, op1],
      [in2, op2],
    ] as const;
    const terms = halves.map(([input, operation], half) => {
      const id = `${at}/cell${cell}/op${half + 1}`;
      return operationOn(
        graph,
        look,
        { id, key: `${id}/${OPERATIONS[operation]!.id}${look.weightsByInput ? `/in${input}` : ""}`, channels },
        operation,
        valueOf(input),
      );
    });
    values[cell + LAYER_INPUTS] = graph.sum(`${at}/cell${cell}/sum`, terms);
  });
  const outputs = unusedCells(layer).map((cell) => ({ name: `cell${cell}`, source: values[cell + LAYER_INPUTS]! }));
  return {
    id: projected(
      graph,
      { at: `${at}/final`, channels, level },
      outputs.map(({ name, source }) => ({ name, source, enlargeBy: 1 })),
    ),
    channels,
    level,
  };
}

/** Brings the maps of one input to the size and the channels of a layer; a map that has both is taken as it is. */
function calibrated(graph: NetworkBuilder, place: LayerPlace, sources: readonly FeatureMap[]): string {
  const [first] = sources;
  if (sources.length === 1 && first!.channels === place.channels) return resized(graph, place, first!);
  const names = sources.length === 1 ? ["map"] : ["map", "skip"];
  return projected(
    graph,
    place,
    sources.map((source, index) => ({
      name: names[index]!,
      source: reduced(graph, place, source),
      enlargeBy: 2 ** Math.max(0, source.level - place.level),
    })),
  );
}

function resized(graph: NetworkBuilder, place: LayerPlace, source: FeatureMap): string {
  const smaller = reduced(graph, place, source);
  return source.level > place.level
    ? graph.enlarge(`${place.at}/up`, "bilinear", 2 ** (source.level - place.level), smaller)
    : smaller;
}

const reduced = (graph: NetworkBuilder, { at, level }: LayerPlace, source: FeatureMap): string =>
  source.level < level ? graph.pool(`${at}/pool`, "average", 2 ** (level - source.level), source.id) : source.id;

interface Projected {
  readonly name: string;
  readonly source: string;
  readonly enlargeBy: number;
}

/**
 * ReLU, pointwise convolution, batch normalisation of concatenated maps. The convolution is written as the sum of one for each
 * map: the same numbers, and each slice is shared by all networks that have that map (spec 3.5). Maps are enlarged after it, where
 * they are smaller.
 */
function projected(graph: NetworkBuilder, { at, channels }: LayerPlace, parts: readonly Projected[]): string {
  const terms = parts.map(({ name, source, enlargeBy }) => {
    const convolved = graph.conv(`${at}/${name}`, { kernels: channels, size: 1, bias: false }, relu(graph, source));
    return enlargeBy > 1 ? graph.enlarge(`${at}/${name}/up`, "bilinear", enlargeBy, convolved) : convolved;
  });
  return graph.norm(`${at}/norm`, graph.sum(`${at}/sum`, terms));
}

interface OperationPlace {
  readonly id: string;
  /** Under which its weights are kept. */
  readonly key: string;
  readonly channels: number;
}

function operationOn(
  graph: NetworkBuilder,
  look: OperationLook,
  place: OperationPlace,
  number: number,
  source: string,
): string {
  const operation = OPERATIONS[number]!;
  switch (operation.kind) {
    case "separable":
      return separable(graph, place, operation.size, look.separablePasses, source);
    case "hybrid":
      return hybridDilated(graph, place, look.hdc, source);
    case "identity":
      return source;
    default:
      return operation satisfies never;
  }
}

function separable(
  graph: NetworkBuilder,
  { id, key, channels }: OperationPlace,
  size: number,
  passes: number,
  source: string,
): string {
  let last = source;
  for (let pass = 0; pass < passes; pass++) {
    const [name, own] = [`${id}/pass${pass}`, `${key}/pass${pass}`];
    const depthwise = graph.depthwise(
      `${name}/depthwise`,
      { size, bias: false },
      relu(graph, last),
      `${own}/depthwise`,
    );
    const pointwise = graph.conv(
      `${name}/pointwise`,
      { kernels: channels, size: 1, bias: false },
      depthwise,
      `${own}/pointwise`,
    );
    last = graph.norm(`${name}/norm`, pointwise, "batch", `${own}/norm`);
  }
  return last;
}

/** Hybrid dilated convolution (Wang et al. 2018): 3×3 at rates 1, 2, 3, side by side as the paper has it, or one after another. */
export function hybridDilated(
  graph: NetworkBuilder,
  { id, key, channels }: OperationPlace,
  order: OperationLook["hdc"],
  source: string,
): string {
  const convolved = (rate: number, from: string) =>
    graph.conv(
      `${id}/rate${rate}`,
      { kernels: channels, size: 3, dilation: rate, bias: false },
      relu(graph, from),
      `${key}/rate${rate}`,
    );
  const joined =
    order === "parallel"
      ? graph.sum(
          `${id}/rates`,
          RATES.map((rate) => convolved(rate, source)),
        )
      : RATES.reduce((last, rate) => convolved(rate, last), source);
  return graph.norm(`${id}/norm`, joined, "batch", `${key}/norm`);
}

/** The layer at the bottom that sees further without losing size (spec 3.3). */
export function hybridDilatedLayer(
  graph: NetworkBuilder,
  { hdc }: OperationLook,
  place: LayerPlace,
  source: FeatureMap,
): FeatureMap {
  const { at, channels, level } = place;
  const input = calibrated(graph, { at: `${at}/calibrate`, channels, level }, [source]);
  return { id: hybridDilated(graph, { id: at, key: at, channels }, hdc, input), channels, level };
}
