import type { CatalogNetwork } from "../../core/network/catalogNetwork.ts";
import type { Network } from "../../core/network/network.ts";
import { checkedValues, choice, int } from "../../core/options.ts";
import { spatialOf, type NetworkTask } from "../../core/network/decoded.ts";
import { createNetworkBuilder, type ConvLook } from "../../core/network/builder.ts";

const options = {
  size: choice("Size; small8 has output stride 8, as the paper's", ["small", "paper", "small8"], "small"),
  base: int("Base kernels", 1, 128, 16),
};

/**
 * PSPNet (Zhao et al. 2017; spec 5): a dilated residual network, means over a pyramid of bins, and a head on all of them. `size:
 * paper, base: 64` is ResNet-50 with a deep stem at output stride 8, as the authors' code has it; its stem pools 2×2 instead of 3×3,
 * and it has no auxiliary head. Pooling here is by whole factors: where 2, 3 or 6 do not divide the extent of the features, the next
 * larger number that does takes their place.
 */
export default {
  id: "pspnet",
  label: "PSPNet",
  options,
  decode(values, task) {
    const { size, base } = checkedValues("pspnet", options, values);
    const look = LOOKS[size]!;
    const uneven = spatialOf(task).find((extent) => extent % look.stride !== 0);
    if (uneven !== undefined)
      return { illegal: { kind: "extent", because: `${uneven} px is not a multiple of ${look.stride}.` } };
    return { network: buildPspnet(look, base, task) };
  },
} satisfies CatalogNetwork;

interface Stage {
  /** Kernels in multiples of the base; a bottleneck puts out four times as many. */
  readonly width: number;
  readonly blocks: number;
  readonly stride: number;
  readonly dilation: number;
}

interface PspnetLook {
  readonly stem: readonly { readonly width: number; readonly stride: number }[];
  readonly isStemPooled: boolean;
  readonly isBottleneck: boolean;
  readonly stages: readonly Stage[];
  /** Kernels of the head in multiples of the base. */
  readonly head: number;
  /** Extent of the input by that of the features. */
  readonly stride: number;
}

const stage = (width: number, blocks: number, stride: number, dilation: number): Stage => ({
  width,
  blocks,
  stride,
  dilation,
});

const SMALL: PspnetLook = {
  stem: [{ width: 1, stride: 1 }],
  isStemPooled: false,
  isBottleneck: false,
  stages: [stage(1, 1, 1, 1), stage(2, 1, 2, 1), stage(4, 1, 2, 1), stage(4, 1, 1, 2)],
  head: 4,
  stride: 4,
};

const PAPER: PspnetLook = {
  stem: [
    { width: 1, stride: 2 },
    { width: 1, stride: 1 },
    { width: 2, stride: 1 },
  ],
  isStemPooled: true,
  isBottleneck: true,
  stages: [stage(1, 3, 1, 1), stage(2, 4, 2, 1), stage(4, 6, 1, 2), stage(8, 3, 1, 4)],
  head: 8,
  stride: 8,
};

/** A stem of stride 2 brings the small one to the stride of the paper's, with the same weights. */
const SMALL_8: PspnetLook = { ...SMALL, stem: [{ width: 1, stride: 2 }], stride: 8 };

const LOOKS: Readonly<Record<string, PspnetLook>> = { small: SMALL, paper: PAPER, small8: SMALL_8 };

const BINS = [1, 2, 3, 6];
const DROPOUT = 0.1;
const EXPANSION = 4;

/** Bins of each pyramid level along every axis: the smallest divisors of the extents that are not below those of the paper. Bins that do not fit are left out. */
export function binsFor(extents: readonly number[]): readonly (readonly number[])[] {
  const divisorFrom = (extent: number, bins: number): number =>
    extent % bins === 0 ? bins : divisorFrom(extent, bins + 1);
  const levels = BINS.filter((bins) => bins <= Math.min(...extents)).map((bins) =>
    extents.map((extent) => divisorFrom(extent, bins)),
  );
  return levels.filter((level, index) => levels.findIndex((other) => other.join() === level.join()) === index);
}

/** A feature map on its way through the network. */
interface FeatureMap {
  readonly id: string;
  readonly channels: number;
}

function buildPspnet(look: PspnetLook, base: number, task: NetworkTask): Network {
  const layers = createLayers(task);
  const features = encoder(layers, look, base);
  const extents = spatialOf(task).map((extent) => extent / look.stride);
  const levels = binsFor(extents).map((bins) => pyramidLevel(layers, features, bins, extents));
  const head = layers.layer(
    "head/layer",
    { kernels: look.head * base, size: 3 },
    layers.concat("head/merge", [features.id, ...levels]),
  );
  const scores = layers.conv(
    "predictor/conv",
    { kernels: task.classes, size: 1 },
    layers.dropout("head/dropout", DROPOUT, head),
  );
  return layers.finish(
    layers.enlarge(
      "predictor/up",
      "bilinear",
      extents.map(() => look.stride),
      scores,
    ),
  );
}

type Layers = ReturnType<typeof createLayers>;

/** Convolutions without bias, normalised over the batch, with and without ReLU. */
function createLayers(task: NetworkTask) {
  const builder = createNetworkBuilder(task);
  const normed = (id: string, look: ConvLook, source: string): string =>
    builder.norm(`${id}/norm`, builder.conv(`${id}/conv`, { ...look, bias: false }, source));
  const layer = (id: string, look: ConvLook, source: string): string =>
    builder.activation(`${id}/activation`, normed(id, look, source));
  return { ...builder, normed, layer };
}

function encoder(layers: Layers, look: PspnetLook, base: number): FeatureMap {
  const stem = look.stem.reduce(
    (last, { width, stride }, index) =>
      layers.layer(`stem/layer${index}`, { kernels: width * base, size: 3, stride }, last),
    "input",
  );
  const pooled = look.isStemPooled ? layers.pool("stem/pool", "max", 2, stem) : stem;
  const units = look.stages.flatMap(({ blocks, ...one }, index) =>
    Array.from({ length: blocks }, (_, unit) => ({
      ...one,
      id: `encoder/block${index}/unit${unit}`,
      stride: unit === 0 ? one.stride : 1,
    })),
  );
  return units.reduce<FeatureMap>(
    (last, { width, ...unit }) =>
      residual(layers, { ...unit, kernels: width * base, isBottleneck: look.isBottleneck }, last),
    { id: pooled, channels: look.stem.at(-1)!.width * base },
  );
}

interface Unit {
  readonly id: string;
  readonly kernels: number;
  readonly stride: number;
  readonly dilation: number;
  readonly isBottleneck: boolean;
}

/** Convolutions whose result is added to their input, which is projected where size or channels change (He et al. 2016). */
function residual(
  { layer, normed, activation, sum }: Layers,
  { id, kernels, stride, dilation, isBottleneck }: Unit,
  { id: source, channels }: FeatureMap,
): FeatureMap {
  const output = isBottleneck ? kernels * EXPANSION : kernels;
  const changed = isBottleneck
    ? normed(
        `${id}/conv2`,
        { kernels: output, size: 1 },
        layer(
          `${id}/conv1`,
          { kernels, size: 3, stride, dilation },
          layer(`${id}/conv0`, { kernels, size: 1 }, source),
        ),
      )
    : normed(
        `${id}/conv1`,
        { kernels, size: 3, dilation },
        layer(`${id}/conv0`, { kernels, size: 3, stride, dilation }, source),
      );
  const shortcut =
    stride === 1 && channels === output
      ? source
      : normed(`${id}/shortcut`, { kernels: output, size: 1, stride }, source);
  return { id: activation(`${id}/activation`, sum(`${id}/sum`, [changed, shortcut])), channels: output };
}

/** Means over the bins, reduced to a quarter of the channels and enlarged again. */
function pyramidLevel(
  { layer, pool, enlarge }: Layers,
  { id: features, channels }: FeatureMap,
  bins: readonly number[],
  extents: readonly number[],
): string {
  const id = `pyramid/bins${bins.join("x")}`;
  const factor = extents.map((extent, axis) => extent / bins[axis]!);
  const reduced = layer(
    id,
    { kernels: Math.ceil(channels / BINS.length), size: 1 },
    pool(`${id}/mean`, "average", factor, features),
  );
  return enlarge(`${id}/up`, "bilinear", factor, reduced);
}
