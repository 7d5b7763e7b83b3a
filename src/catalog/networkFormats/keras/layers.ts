import { StudioError } from "../../../core/errors.ts";

/** A layer as a layers model keeps it. */
export interface LayerEntry {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly (readonly (readonly [source: string, ...unknown[]])[])[];
}

/** What Keras calls a setting of a layer that a layers model keeps under another name. */
type Settings = Readonly<Record<string, string>>;

const same = (...names: readonly string[]): Settings => Object.fromEntries(names.map((name) => [name, name]));
const convolution = same("filters", "kernel_size", "strides", "padding", "dilation_rate", "use_bias");
const transposed = same("filters", "kernel_size", "strides", "padding", "use_bias");
const pooling = same("pool_size", "strides", "padding");

/** Settings that say what a layer computes; of all others the usual holds. */
const SETTINGS: Readonly<Record<string, Settings>> = {
  Conv2D: convolution,
  Conv3D: convolution,
  Conv2DTranspose: transposed,
  Conv3DTranspose: transposed,
  DepthwiseConv2D: same("kernel_size", "strides", "padding", "dilation_rate", "use_bias"),
  BatchNormalization: same("epsilon"),
  LayerNormalization: same("axis", "epsilon", "center", "scale"),
  Reshape: { target_shape: "target_shape" },
  Activation: same("activation"),
  ReLU: { max_value: "max_value" },
  LeakyReLU: { alpha: "negative_slope" },
  MaxPooling2D: pooling,
  MaxPooling3D: pooling,
  AveragePooling2D: pooling,
  AveragePooling3D: pooling,
  UpSampling2D: same("size"),
  Cropping2D: same("cropping"),
  ZeroPadding2D: same("padding"),
  Add: {},
  Multiply: {},
  Concatenate: same("axis"),
  Softmax: same("axis"),
};

/** "conv = layers.Conv2D(filters=8, ..., name='conv')(image)". Throws StudioError "BadInput" for a layer that is not known. */
export function kerasCall({ class_name: kind, name, config, inbound_nodes: [sources = []] }: LayerEntry): string {
  if (kind === "InputLayer")
    return `${name} = Input(${python((config.batch_input_shape as unknown[]).slice(1))}, name="${name}")`;
  const settings = SETTINGS[kind];
  if (!settings) throw new StudioError("BadInput", `A ${kind} layer cannot be written for Keras.`);
  const given = Object.entries(settings).flatMap(([ours, theirs]) =>
    config[ours] === undefined || config[ours] === null ? [] : [`${theirs}=${python(config[ours])}`],
  );
  const inputs = sources.map(([source]) => source);
  const from = inputs.length === 1 ? inputs[0]! : `[${inputs.join(", ")}]`;
  return `${name} = layers.${kind}(${[...given, `name="${name}"`].join(", ")})(${from})`;
}

/** A value of JSON as Python writes it; lists become tuples. */
function python(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `(${value.map(python).join(", ")}${value.length === 1 ? "," : ""})`;
  return JSON.stringify(value);
}
