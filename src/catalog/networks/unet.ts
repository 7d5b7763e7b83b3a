import { createNetworkBuilder } from "../../core/network/builder.ts";
import { undivided, type NetworkTask } from "../../core/network/decoded.ts";
import type { CatalogNetwork } from "../../core/network/catalogNetwork.ts";
import type { Network } from "../../core/network/network.ts";
import { checkedValues, choice, int } from "../../core/options.ts";

const options = {
  base: int("Base kernels", 1, 256, 8),
  depth: int("Poolings", 1, 6, 3),
  norm: choice("Normalisation", ["batch", "instance", "none"], "batch"),
  up: choice("Up-sampling", ["nearest", "transposed"], "nearest"),
};

/**
 * U-Net (Ronneberger et al. 2015; spec 5) with "same" padding: two 3×3 convolutions a level, max pooling, concatenated skips.
 * `up: transposed, norm: none, base: 64, depth: 4` is the published network (31 030 658 parameters for 1 → 2).
 */
export default {
  id: "unet",
  label: "U-Net",
  options,
  decode(values, task) {
    const { base, depth, norm, up } = checkedValues("unet", options, values);
    const illegal = undivided(task, depth);
    if (illegal) return { illegal };
    return { network: buildUnet({ base, depth, norm: norm as Norm, up: up as Up }, task) };
  },
} satisfies CatalogNetwork;

type Norm = "batch" | "instance" | "none";
type Up = "nearest" | "transposed";

interface UnetOptions {
  readonly base: number;
  readonly depth: number;
  readonly norm: Norm;
  readonly up: Up;
}

function buildUnet({ base, depth, norm, up }: UnetOptions, task: NetworkTask): Network {
  const builder = createNetworkBuilder(task);
  const layer = (id: string, kernels: number, source: string): string =>
    builder.layer(id, { kernels, size: 3, bias: norm === "none", norm }, source);
  const block = (id: string, kernels: number, source: string): string =>
    layer(`${id}/conv1`, kernels, layer(`${id}/conv0`, kernels, source));
  const enlarge = (id: string, kernels: number, source: string): string =>
    up === "nearest" ? builder.enlarge(`${id}/up`, "nearest", 2, source) : builder.up(`${id}/up`, { kernels }, source);

  const skips: string[] = [];
  let previous = "input";
  for (let level = 0; level < depth; level++) {
    const skip = block(`encoder/block${level}`, base * 2 ** level, previous);
    skips.push(skip);
    const below = level + 1 < depth ? `encoder/block${level + 1}` : "bottleneck/block0";
    previous = builder.pool(`${below}/pool`, "max", 2, skip);
  }
  previous = block("bottleneck/block0", base * 2 ** depth, previous);
  for (let level = depth - 1; level >= 0; level--) {
    const id = `decoder/block${level}`;
    const enlarged = enlarge(id, base * 2 ** level, previous);
    previous = block(id, base * 2 ** level, builder.concat(`${id}/merge`, [skips[level]!, enlarged]));
  }
  return builder.finish(builder.conv("predictor", { kernels: task.classes, size: 1 }, previous));
}
