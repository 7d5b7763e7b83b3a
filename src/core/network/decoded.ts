import type { Shape3 } from "../image/volume.ts";
import type { Network } from "./network.ts";

/** What must be known of the data and the recipe to build a network. */
export interface NetworkTask {
  readonly channels: number;
  readonly classes: number;
  /** Voxels [depth, height, width] of a training patch; depth 1 means 2D networks. */
  readonly patch: Shape3;
  /** A network that becomes a part of the one that is built, where that takes one. */
  readonly part?: Network;
  /** Of the data, where it is known: what distances are told by. */
  readonly voxelSizeNm?: readonly [z: number, y: number, x: number];
}

/** Why there is no network. */
export interface Illegality {
  /** "extent": the patch cannot be halved so often. "size": the map vanishes or does not fit. "structure": the graph makes no sense. */
  readonly kind: "extent" | "size" | "structure";
  /** A sentence for the log and the page. */
  readonly because: string;
  /** The ranges of the space that are to blame, where it knows them: what its editor calls them. */
  readonly range?: string;
}

/** A network to train, with another patch where it needs one; or why there is none. */
export type DecodedNetwork = { readonly network: Network; readonly patch?: Shape3 } | { readonly illegal: Illegality };

/** Extents of the patch along the axes that a network has: [height, width] on slices. */
export const spatialOf = ({ patch }: Pick<NetworkTask, "patch">): readonly number[] =>
  patch[0] > 1 ? patch : patch.slice(1);

/** The patch does not halve so often: its first extent that is no multiple; null where all are. */
export function undivided(task: Pick<NetworkTask, "patch">, halvings: number): Illegality | null {
  const uneven = spatialOf(task).find((extent) => extent % 2 ** halvings !== 0);
  return uneven === undefined ? null : cannotBeHalved(uneven, halvings);
}

/** What is said of an extent that is no multiple of 2^halvings. */
export const cannotBeHalved = (extent: number, halvings: number): Illegality => ({
  kind: "extent",
  because: `${extent} px cannot be halved ${halvings} times.`,
});
