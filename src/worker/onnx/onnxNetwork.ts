import { describeOnnx, type OwnFacts } from "../../catalog/networkFormats/onnx/readModel.ts";
import { StudioError } from "../../core/errors.ts";
import { predictTiles, type RegionPrediction } from "../../core/image/tiledPrediction.ts";
import { planTilesOf, type Fit, type TileGeometry, type TilingOptions } from "../../core/image/tiling.ts";
import type { Region } from "../../core/image/dataset.ts";
import type { GreyScale } from "../../core/image/normalisation.ts";
import { voxelCount, type Shape3 } from "../../core/image/volume.ts";
import { createRandom } from "../../core/random.ts";
import { openOnnx, type OnnxModel, type RuntimeWasm, type Values } from "../proof/onnxRuntime.ts";
import { findExtents } from "./extents.ts";
import { formOf, inputShape, outputForm, type OnnxForm, type OutputForm } from "./form.ts";
import { meaningOf, readTile, type Meaning } from "./meaning.ts";
import type { OnnxFacts } from "./onnxFacts.ts";

/** Of one pass, and by how much tiles overlap: a slice of 512 × 512, or a box of as many voxels. */
const TILING: TilingOptions = { maxActivations: 512 * 512, overlap: [4, 32, 32] };

export interface OnnxJob {
  readonly stack: { readonly shape: Shape3; readonly image: Float32Array };
  readonly region: Region;
  readonly classes: number;
  /** The class that each channel stands for; in their order where it is not given. */
  readonly order?: readonly number[] | undefined;
  /** What is made of the stack's values before the network reads them. */
  readonly scale: GreyScale;
  readonly withProbabilities: boolean;
  readonly beforeTile?: () => Promise<void>;
}

/** Any segmentation network of one input and one output, tried and ready to predict. */
export interface OnnxNetwork extends OnnxFacts {
  /** Throws StudioError "BadNetworkFile" for an output that is not one of the task's. */
  predict(job: OnnxJob): Promise<RegionPrediction>;
  close(): Promise<void>;
}

/** Opens an ONNX file and finds out by running it what it takes and gives. Throws StudioError "BadNetworkFile". */
export async function openOnnxNetwork(bytes: Uint8Array, wasm: RuntimeWasm): Promise<OnnxNetwork> {
  const { own, lastOperation } = describeOnnx(bytes);
  if (own?.seesWholeImages)
    throw new StudioError(
      "BadNetworkFile",
      `This network of trial ${own.trial} sees whole images that are resampled first, which its file does not do. Predict from its study instead.`,
    );
  const model = await openOnnx(bytes, wasm);
  try {
    return await tried(model, own, lastOperation);
  } catch (error) {
    await model.close();
    throw error;
  }
}

async function tried(model: OnnxModel, own: OwnFacts | null, lastOperation: string | null): Promise<OnnxNetwork> {
  const form = formOf(model.input);
  let last: { readonly values: Values; readonly output: OutputForm } | null = null;
  const fits = await findExtents(form.extents, form.dimension, async (spatial) => {
    const values = await model.run({ shape: inputShape(form, spatial), data: noise(spatial) });
    last = { values, output: outputForm(values.shape, form, spatial) };
    return last.output.spatial;
  });
  const { values, output } = last!;
  const meaning = meaningOf(output, values, lastOperation);
  const geometry = geometryOf(form, own?.tiling ?? within(fits));
  return {
    dimension: form.dimension,
    channels: meaning === "classes" ? null : (output.channels ?? 1),
    meaning,
    own,
    runtime: model.runtime,
    predict: (job) => predictWith({ model, form, meaning, geometry }, job),
    close: () => model.close(),
  };
}

const noise = (spatial: readonly number[]): Float32Array<ArrayBuffer> => {
  const random = createRandom("onnx");
  return Float32Array.from({ length: voxelCount([1, ...spatial].slice(-3) as unknown as Shape3) }, () =>
    random.normal(),
  );
};

interface Ready {
  readonly model: OnnxModel;
  readonly form: OnnxForm;
  readonly meaning: Meaning;
  readonly geometry: TileGeometry;
}

function predictWith({ model, form, meaning, geometry }: Ready, job: OnnxJob): Promise<RegionPrediction> {
  const { stack, classes, order, region, scale, withProbabilities, beforeTile } = job;
  return predictTiles({
    stack: { ...stack, classes },
    region,
    tiles: planTilesOf(geometry, region, TILING),
    withProbabilities,
    async predictTile(box, { extents }) {
      const spatial = extents.slice(3 - form.dimension);
      const data = box.map((value) => (value - scale.mean) / scale.deviation);
      const values = await model.run({ shape: inputShape(form, spatial), data });
      const output = outputForm(values.shape, form, spatial);
      return readTile(values, { form: output, meaning, classes, order }, withProbabilities);
    },
    ...(beforeTile && { beforeTile }),
  });
}

/** Extents along z, y and x. */
const within = (fits: readonly Fit[]): readonly Fit[] =>
  fits.length === 3 ? fits : [{ input: 1, output: 1, grid: 1 }, ...fits];

function geometryOf({ dimension, extents }: OnnxForm, fits: readonly Fit[]): TileGeometry {
  const isFixed = extents.every((extent) => extent !== null);
  return {
    dimension,
    fit(axis, wanted) {
      const least = fits[axis]!;
      const more = Math.max(0, Math.ceil((wanted - least.output) / least.grid)) * least.grid;
      return { ...least, input: least.input + more, output: least.output + more };
    },
    activations: voxelCount,
    ...(isFixed && { most: fits.map(({ output }) => output) as unknown as Shape3 }),
  };
}
