import { createNetworkBuilder } from "../../core/network/builder.ts";
import { undivided, type NetworkTask } from "../../core/network/decoded.ts";
import type { CatalogNetwork } from "../../core/network/catalogNetwork.ts";
import type { Network } from "../../core/network/network.ts";
import { checkedValues, int } from "../../core/options.ts";

const options = {
  base: int("Base kernels", 1, 128, 4),
  depth: int("Poolings", 1, 5, 3),
};

/**
 * 3D U-Net (Çiçek et al. 2016; spec 5): pairs of convolutions that double their channels before a pooling, up-convolutions that keep
 * them. `base: 32, depth: 3` is the published network (19 069 955 parameters for 3 → 3, batch normalisation not counted).
 * On slices the same wiring in 2D.
 */
export default {
  id: "unet3d",
  label: "3D U-Net",
  options,
  decode(values, task) {
    const { base, depth } = checkedValues("unet3d", options, values);
    const illegal = undivided(task, depth);
    if (illegal) return { illegal };
    return { network: buildUnet3d(base, depth, task) };
  },
} satisfies CatalogNetwork;

function buildUnet3d(base: number, depth: number, task: NetworkTask): Network {
  const { conv, layer, pool, up, concat, finish } = createNetworkBuilder(task);
  const one = (id: string, kernels: number, source: string) => layer(id, { kernels, size: 3, norm: "batch" }, source);
  const pair = (id: string, first: number, second: number, source: string) =>
    one(`${id}/conv1`, second, one(`${id}/conv0`, first, source));
  const skips: string[] = [];
  let last = "input";
  for (let level = 0; level < depth; level++) {
    skips.push(pair(`encoder/block${level}`, base * 2 ** level, base * 2 ** (level + 1), last));
    last = pool(
      `${level + 1 < depth ? `encoder/block${level + 1}` : "bottleneck/block0"}/pool`,
      "max",
      2,
      skips[level]!,
    );
  }
  last = pair("bottleneck/block0", base * 2 ** depth, base * 2 ** (depth + 1), last);
  for (let level = depth - 1; level >= 0; level--) {
    const id = `decoder/block${level}`;
    const enlarged = up(`${id}/up`, { kernels: base * 2 ** (level + 2), bias: false }, last);
    const width = base * 2 ** (level + 1);
    last = pair(id, width, width, concat(`${id}/merge`, [skips[level]!, enlarged]));
  }
  return finish(conv("predictor", { kernels: task.classes, size: 1 }, last));
}
