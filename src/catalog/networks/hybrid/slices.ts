import { createNetworkBuilder, type NetworkBuilder } from "../../../core/network/builder.ts";
import type { NetworkTask } from "../../../core/network/decoded.ts";
import type { Network } from "../../../core/network/network.ts";

export type Side = "encoder" | "decoder";

/** The part of a hybrid that works in the plane (spec 2.2): an encoder-decoder of 1×3×3 convolutions. */
export interface SlicesLook {
  /** Blocks of the encoder; the decoder has one more, at the coarsest scale. */
  readonly blocks: number;
  /** Kernels of a block, at its scale. */
  readonly kernels: (side: Side, scale: number) => number;
  /** Convolutions of a block, the one across slices not counted. */
  readonly convolutions: (side: Side, scale: number) => number;
  /** "fine": every block of the two finest scales begins with a 3×3×3 convolution of half its kernels. */
  readonly insert: "none" | "fine";
  /** Width of the up-convolution into a block: that of its first convolution, or its own (spec 2.2, as amended). */
  readonly upWidth: "first" | "block";
  /** The later version: a 3×3×3 convolution of so many kernels first, blocks that end with an instance norm, up-convolutions without bias. */
  readonly stem: number | null;
}

const IN_PLANE = [1, 3, 3];
const THROUGH = [3, 3, 3];
const HALVING = [1, 2, 2];
/** Scales whose blocks are "fine". */
const FINE = 2;

/** The network of the part alone, which sees each slice by itself unless convolutions across slices were inserted. */
export function buildSlices(look: SlicesLook, task: NetworkTask): Network {
  const builder = createNetworkBuilder(task, 3);
  const { pool, up, concat, conv, finish } = builder;
  const block = (side: Side, scale: number, source: string) => buildBlock(builder, look, { side, scale }, source);
  const skips: string[] = [];
  let last = look.stem === null ? "input" : layer(builder, "stem", look.stem, THROUGH, "input");
  for (let scale = 0; scale < look.blocks; scale++) {
    skips.push(block("encoder", scale, last));
    const below = scale + 1 < look.blocks ? `encoder/block${scale + 1}` : `decoder/block${look.blocks}`;
    last = pool(`${below}/in/down`, "max", HALVING, skips[scale]!);
  }
  last = block("decoder", look.blocks, last);
  for (let scale = look.blocks - 1; scale >= 0; scale--) {
    const id = `decoder/block${scale}`;
    const enlarged = up(
      `${id}/in/up`,
      { kernels: upKernels(look, scale), factor: HALVING, bias: look.stem === null },
      last,
    );
    last = block("decoder", scale, concat(`${id}/merge`, [skips[scale]!, enlarged]));
  }
  return finish(conv("predictor", { kernels: task.classes, size: 1 }, last));
}

const beginsThrough = ({ insert }: SlicesLook, scale: number): boolean => insert === "fine" && scale < FINE;

const halfOf = (kernels: number): number => Math.max(1, Math.floor(kernels / 2));

function upKernels(look: SlicesLook, scale: number): number {
  const kernels = look.kernels("decoder", scale);
  return look.upWidth === "first" && beginsThrough(look, scale) ? halfOf(kernels) : kernels;
}

function buildBlock(
  builder: NetworkBuilder,
  look: SlicesLook,
  { side, scale }: { readonly side: Side; readonly scale: number },
  source: string,
): string {
  const id = `${side}/block${scale}`;
  const kernels = look.kernels(side, scale);
  const count = look.convolutions(side, scale);
  let last = beginsThrough(look, scale) ? layer(builder, `${id}/through`, halfOf(kernels), THROUGH, source) : source;
  for (let index = 0; index < count; index++)
    last =
      look.stem !== null && index === count - 1
        ? normedLayer(builder, `${id}/conv${index}`, kernels, last)
        : layer(builder, `${id}/conv${index}`, kernels, IN_PLANE, last);
  return last;
}

function layer(
  { conv, activation }: NetworkBuilder,
  id: string,
  kernels: number,
  size: readonly number[],
  source: string,
) {
  return activation(`${id}/activation`, conv(`${id}/conv`, { kernels, size }, source));
}

function normedLayer({ conv, plainNorm, activation }: NetworkBuilder, id: string, kernels: number, source: string) {
  const convolved = conv(`${id}/conv`, { kernels, size: IN_PLANE }, source);
  return activation(`${id}/activation`, plainNorm(`${id}/norm`, convolved, "instance"));
}
