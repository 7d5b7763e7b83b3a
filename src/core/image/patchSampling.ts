/** Where training patches are drawn: anywhere alike, near voxels of each class as often, or as is usual for the classes there are. */
export const PATCH_SAMPLINGS = ["usual", "uniform", "classBalanced"] as const;
export type PatchSampling = (typeof PATCH_SAMPLINGS)[number];

/** Below this share of the labelled training voxels a class is rare: few patches that are drawn anywhere hold it. */
export const RARE_SHARE = 0.02;

/** A class that is there, but in less than RARE_SHARE of the labelled voxels. */
export interface RareClass {
  readonly index: number;
  /** Of the labelled voxels, 0 … RARE_SHARE. */
  readonly share: number;
}

/** The rare ones among classes with so many voxels each, rarest first. */
export function rareClasses(voxels: readonly number[]): readonly RareClass[] {
  const labelled = voxels.reduce((sum, count) => sum + count, 0);
  return voxels
    .map((count, index) => ({ index, share: count / labelled }))
    .filter(({ share }) => share > 0 && share < RARE_SHARE)
    .sort((a, b) => a.share - b.share);
}

/** What a recipe's choice comes to on a training part with so many voxels of each class: "usual" is by class where one is rare. */
export function settledSampling(chosen: PatchSampling, voxels: readonly number[]): Exclude<PatchSampling, "usual"> {
  if (chosen !== "usual") return chosen;
  return rareClasses(voxels).length > 0 ? "classBalanced" : "uniform";
}

/** Why the usual choice draws by class, for the rarest class; null where no class is rare. */
export function samplingReason(
  classes: readonly { readonly name: string }[],
  voxels: readonly number[],
): string | null {
  const [rarest] = rareClasses(voxels);
  if (!rarest) return null;
  const share = (100 * rarest.share).toPrecision(2);
  return `Patches are drawn by class, as ${classes[rarest.index]!.name} has ${share} % of the labelled training voxels, under ${100 * RARE_SHARE} %.`;
}
