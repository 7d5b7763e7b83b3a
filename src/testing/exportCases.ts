import { tensor, type Tensor } from "@tensorflow/tfjs-core";
import type { NetworkSubject, NetworkOutput } from "../catalog/networkFormats/networkFormat.ts";
import { networks } from "../catalog/networks/index.ts";
import { defaultRecipe } from "../catalog/recipes/index.ts";
import { spaces } from "../catalog/spaces/index.ts";
import type { Intensity } from "../core/image/intensity.ts";
import type { Shape3 } from "../core/image/volume.ts";
import { analyse } from "../core/network/analysis.ts";
import type { DecodedNetwork } from "../core/network/decoded.ts";
import type { Network } from "../core/network/network.ts";
import { togetherAsOne } from "../core/network/together.ts";
import type { OptionValue } from "../core/options.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { createRandom, type Random } from "../core/random.ts";
import { openDevice } from "../engine/devices.ts";
import { toExtents } from "../engine/kernels/geometry.ts";
import { createModel, type Model } from "../engine/model.ts";
import { probabilitiesOf } from "../engine/probabilities.ts";
import { readTensor } from "../engine/reading.ts";
import { normalise } from "../engine/trainingData.ts";
import { ROUNDING_FACTOR, roundedOtherwise } from "../worker/exporting/rounding.ts";

/** Where networks that are exported in tests come from, and how the one of a number is made there. */
export interface NetworkSource {
  readonly id: string;
  readonly network: (index: number) => Network;
}

const CLASSES = 3;
const PATCHES: readonly Shape3[] = [
  [1, 64, 64],
  [16, 32, 32],
];
const DRAWS = 500;
/** Larger networks say nothing that smaller ones do not. */
const MOST_PARAMETERS = 400_000;

const taskOf = (index: number) => ({ channels: 1, classes: CLASSES, patch: PATCHES[index % PATCHES.length]! });

/** The first draw that is legal and small; of a space that has nothing small the smallest. */
function firstLegal(name: string, draw: (random: Random) => DecodedNetwork): Network {
  let smallest: { readonly network: Network; readonly parameters: number } | null = null;
  for (let attempt = 0; attempt < DRAWS; attempt++) {
    const decoded = draw(createRandom("exports", name, attempt));
    if ("illegal" in decoded) continue;
    const { network } = decoded;
    const { parameters } = analyse(network, { spatial: spatialFor(network), channels: 1 });
    if (parameters <= MOST_PARAMETERS) return network;
    if (!smallest || parameters < smallest.parameters) smallest = { network, parameters };
  }
  if (!smallest) throw new Error(`None of ${DRAWS} draws of ${name} is legal.`);
  return smallest.network;
}

/** Every space, its presets taking turns in 2D and 3D, and every network of the catalog. */
export const networkSources: readonly NetworkSource[] = [
  ...spaces.list.map((space) => ({
    id: space.id,
    network(index: number) {
      const base = { network: catalogNetwork("unet", index), recipe: defaultRecipe };
      const preset = space.presets[(index >> 1) % space.presets.length]!;
      return firstLegal(`${space.id} ${index}`, (random) => {
        const bound = space.bind(preset.settings, { ...taskOf(index), base });
        return bound.decode(bound.views.random.sample(random));
      });
    },
  })),
  ...networks.list.map(({ id }) => ({ id, network: (index: number) => catalogNetwork(id, index) })),
  { id: "together", network: ensembleOf },
];

/** Two or three networks of the catalog of one dimension, as one; their weights are not those of a mean, and need not be. */
function ensembleOf(index: number): Network {
  const members = index % 2 === 0 ? ["unet", "pspnet", "unet"] : ["unet3d", "vnet"];
  return togetherAsOne(
    members.map((id, at) => ({ network: catalogNetwork(id, index + 200 * at), weights: [], count: 1 })),
    CLASSES,
  ).network;
}

/** A small hybrid with a conditional random field on its scores, which not every format can say. */
export function refinedHybrid(): Network {
  const options = { base: 2, blocks: 1, pyramid: "1", crf: "on", crfPredictionSteps: 4 };
  const decoded = networks.get("hybrid").decode(options, { ...taskOf(1), voxelSizeNm: [50, 4, 4] });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return decoded.network;
}

/** A network of the catalog with any of its options. */
function catalogNetwork(id: string, index: number): Network {
  const found = networks.get(id);
  return firstLegal(`${id} ${index}`, (random) => {
    const values = Object.entries(found.options).map(([name, option]) => {
      if (option.kind === "choice") return [name, random.pick(option.choices)] as const;
      if (option.kind === "switch") return [name, random.int(0, 1) === 1] as const;
      if (option.kind === "text") return [name, option.initial] as const;
      return [name, random.int(option.min, Math.min(option.max, Math.max(option.min, 8)))] as const;
    });
    return found.decode(Object.fromEntries<OptionValue>(values), taskOf(index));
  });
}

const ODD: Readonly<Record<2 | 3, readonly number[]>> = { 2: [25, 37], 3: [9, 13, 11] };

/** Odd extents, large enough for a network without padding. */
export function spatialFor(network: Network): readonly number[] {
  for (let more = 0; more < 300; more += 6) {
    const spatial = ODD[network.dimension].map((extent) => extent + more);
    try {
      analyse(network, { spatial, channels: 1 });
      return spatial;
    } catch {
      // Too small still.
    }
  }
  throw new Error("No extents fit this network.");
}

/** A network with weights of any kind, grey values, and what the engine makes of them. */
export interface ExportCase {
  readonly name: string;
  readonly network: Network;
  readonly weights: WeightSet;
  readonly batch: number;
  readonly spatial: readonly number[];
  readonly intensity: Intensity;
  /** [batch, ...spatial]. */
  readonly grey: Float32Array<ArrayBuffer>;
  readonly outputSpatial: readonly number[];
  /** [batch, class, ...outputSpatial]. */
  readonly probabilities: Float32Array<ArrayBuffer>;
}

const intensity: Intensity = { mean: 1000, deviation: 150, low: 300, high: 1700 };
const product = (values: readonly number[]): number => values.reduce((result, value) => result * value, 1);

/** Computes a batch by the engine on the CPU. */
export async function exportCase(
  name: string,
  network: Network,
  spatial = spatialFor(network),
  batch = 2,
): Promise<ExportCase> {
  await openDevice("simd");
  const random = createRandom(name);
  const grey = Float32Array.from({ length: batch * product(spatial) }, () => Math.round(random.normal() * 200 + 1000));
  const model = createModel(network, { spatial, channels: 1 }, random);
  model.importWeights((await model.exportWeights()).map((weight) => disturbed(weight, random)));
  const input = tensor(normalise(grey, intensity), [batch, ...toExtents(spatial), 1]);
  await calibrate(model, input);
  const logits = model.predict(input);
  const scores = probabilitiesOf(network, logits);
  const weights = await model.exportWeights();
  const result = {
    name,
    network,
    weights,
    batch,
    spatial,
    intensity,
    grey,
    outputSpatial: logits.shape.slice(4 - spatial.length, 4),
    probabilities: classesFirst(await readTensor(scores), batch, logits.shape[4]!),
  };
  for (const made of [input, logits, scores]) made.dispose();
  model.dispose();
  return result;
}

/** How much the engine's own output changes, by its deviation, when every grey value is rounded another way: what no file can be told by. */
export async function roundingNoise({ name, network, weights, ...given }: ExportCase): Promise<number> {
  const { batch, spatial, grey, intensity, probabilities } = given;
  const values = roundedOtherwise(normalise(grey, intensity));
  const model = createModel(network, { spatial, channels: 1 }, createRandom(name));
  model.importWeights(weights);
  const input = tensor(values, [batch, ...toExtents(spatial), 1]);
  const logits = model.predict(input);
  const scores = probabilitiesOf(network, logits);
  const found = classesFirst(await readTensor(scores), batch, logits.shape[4]!);
  for (const made of [input, logits, scores]) made.dispose();
  model.dispose();
  return relativeDifference(found, probabilities);
}

/** The least that files are held to, by the deviation of the probabilities. */
const MOST_DIFFERENCE = 1e-4;

/** How far a file may be from the engine: of a network that makes much of rounding, what that explains. */
export async function mostDifference(found: ArrayLike<number>, given: ExportCase): Promise<number> {
  return relativeDifference(found, given.probabilities) < MOST_DIFFERENCE
    ? MOST_DIFFERENCE
    : Math.max(MOST_DIFFERENCE, ROUNDING_FACTOR * (await roundingNoise(given)));
}

/** Brings the class scores to an ordinary size: of huge ones nothing is left to compare behind a softmax. */
async function calibrate(model: Model, input: Tensor): Promise<void> {
  const logits = model.predict(input);
  const values = await readTensor(logits);
  logits.dispose();
  const scale = 3 / Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const weights = await model.exportWeights();
  const last = weights.findLast(({ name }) => name.endsWith("/kernel"))!.name.replace(/kernel$/, "");
  model.importWeights(
    weights.map((weight) =>
      weight.name.startsWith(last) ? { ...weight, values: weight.values.map((value) => value * scale) } : weight,
    ),
  );
}

/** Weights as training leaves them: no longer 0 and 1 where they began so. */
function disturbed<Weight extends WeightSet[number]>(weight: Weight, random: Random): Weight {
  const name = weight.name.slice(weight.name.lastIndexOf("/") + 1);
  if (name === "kernel") return weight;
  const values = weight.values.map((value) =>
    name === "variance" ? random.between(0.3, 3) : value + 0.3 * random.normal(),
  );
  return { ...weight, values };
}

/** [batch, voxel, class] as [batch, class, voxel]. */
function classesFirst(values: Float32Array, batch: number, classes: number): Float32Array<ArrayBuffer> {
  const voxels = values.length / batch / classes;
  return Float32Array.from(values, (_, at) => {
    const [sample, rest] = [Math.floor(at / (classes * voxels)), at % (classes * voxels)];
    return values[(sample * voxels + (rest % voxels)) * classes + Math.floor(rest / voxels)]!;
  });
}

/** The case as a trial that is exported. */
export const subjectOf = (
  { name, network, weights, spatial, grey, outputSpatial, probabilities, batch, ...rest }: ExportCase,
  output: NetworkOutput = "probabilities",
): NetworkSubject => ({
  name: name.replaceAll(/\W+/g, "_"),
  network,
  weights,
  output,
  facts: {
    study: "A study",
    trial: "7",
    scores: [{ metric: "Mean IoU", value: 0.75, part: "validation" }],
    dataset: { name: "Any stack", id: "abc" },
    voxelSizeNm: [50, 4, 4],
    intensity: rest.intensity,
    classes: ["background", "membrane", "mitochondrion"].map((each, index) => ({
      name: each,
      color: `#0000${index}0`,
    })),
    patch: network.dimension === 3 ? [16, 32, 32] : [1, 64, 64],
    licence: null,
    studio: { version: "0.0.0", commit: "test" },
  },
  tile: {
    where: "slice 3",
    spatial,
    grey: grey.slice(0, grey.length / batch),
    outputSpatial,
    probabilities: probabilities.slice(0, probabilities.length / batch),
  },
  proof: null,
});

/** Largest difference by the deviation of what is wanted. */
export function relativeDifference(found: ArrayLike<number>, wanted: Float32Array): number {
  if (found.length !== wanted.length) throw new Error(`${found.length} numbers came, ${wanted.length} were wanted.`);
  const mean = wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
  const deviation = Math.sqrt(wanted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / wanted.length);
  const largest = wanted.reduce((most, value, at) => Math.max(most, Math.abs(value - found[at]!)), 0);
  return largest / deviation;
}
