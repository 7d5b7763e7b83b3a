import { createNetworkBuilder } from "../../core/network/builder.ts";
import { undivided, type NetworkTask } from "../../core/network/decoded.ts";
import type { CatalogNetwork } from "../../core/network/catalogNetwork.ts";
import type { Network } from "../../core/network/network.ts";
import { checkedValues, choice, int } from "../../core/options.ts";

const options = {
  base: int("Base kernels", 1, 64, 4),
  depth: int("Halvings", 1, 5, 3),
  width: int("Kernel size", 3, 5, 3),
  norm: choice("Normalisation", ["none", "batch"], "none"),
};

/** Convolutions of a stage on the left; the right side has the same, read backwards and without the last (spec 5). */
const LEFT = [1, 2, 3, 3, 3, 3];
const RIGHT = [1, 2, 3, 3, 3];

/**
 * V-Net (Milletari et al. 2016) in the wiring that gives the 71.1 M parameters SegNAS3D reports (spec 5): residual stages of 5³
 * convolutions, strided down-convolutions, up-convolutions to twice the skip's channels. `base: 16, depth: 4, width: 5, norm: batch`
 * is the published size: every convolution but the last is normalised. PReLU is a leaky ReLU of fixed slope here.
 */
export default {
  id: "vnet",
  label: "V-Net",
  options,
  decode(values, task) {
    const { base, depth, width, norm } = checkedValues("vnet", options, values);
    const illegal = undivided(task, depth);
    if (illegal) return { illegal };
    return { network: buildVnet({ base, depth, size: width, isNormed: norm === "batch" }, task) };
  },
} satisfies CatalogNetwork;

interface VnetLook {
  readonly base: number;
  readonly depth: number;
  /** Of its kernels, along each axis. */
  readonly size: number;
  readonly isNormed: boolean;
}

function buildVnet({ base, depth, size, isNormed }: VnetLook, task: NetworkTask): Network {
  const { conv, up, concat, sum, finish, ...builder } = createNetworkBuilder(task);
  /** What a convolution of a block gives. */
  const normed = (block: string, source: string) => (isNormed ? builder.norm(`${block}/norm`, source) : source);
  const activation = (id: string, source: string) => builder.activation(id, source, "leakyRelu");

  /** Convolutions of one width; a shortcut of that width, at first the stage's input, is added before the last activation. */
  const stage = (id: string, count: number, kernels: number, source: string, shortcut = source): string => {
    let last = source;
    for (let index = 0; index < count; index++) {
      const convolved = normed(`${id}/conv${index}`, conv(`${id}/conv${index}/conv`, { kernels, size }, last));
      const isLast = index === count - 1;
      last = activation(
        `${id}/conv${index}/activation`,
        isLast ? sum(`${id}/residual`, [convolved, shortcut]) : convolved,
      );
    }
    return last;
  };

  const skips: string[] = [];
  let last = "input";
  for (let level = 0; level <= depth; level++) {
    const id = level < depth ? `encoder/block${level}` : "bottleneck/block0";
    const source =
      level === 0
        ? last
        : activation(
            `${id}/down/activation`,
            normed(`${id}/down`, conv(`${id}/down/conv`, { kernels: base * 2 ** level, size: 2, stride: 2 }, last)),
          );
    last = stage(id, LEFT[level]!, base * 2 ** level, source);
    skips.push(last);
  }
  for (let level = depth - 1; level >= 0; level--) {
    const id = `decoder/block${level}`;
    const kernels = base * 2 ** (level + 1);
    const enlarged = activation(`${id}/up/activation`, normed(`${id}/up`, up(`${id}/up/conv`, { kernels }, last)));
    last = stage(id, RIGHT[level]!, kernels, concat(`${id}/merge`, [enlarged, skips[level]!]), enlarged);
  }
  return finish(conv("predictor", { kernels: task.classes, size: 1 }, last));
}
