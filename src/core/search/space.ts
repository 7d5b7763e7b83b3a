import type { Shape3 } from "../image/volume.ts";
import type { Network } from "../network/network.ts";
import type { Registered } from "../registry.ts";
import type { Random } from "../random.ts";

/** What a space must know of the data and the recipe to decode a genotype. */
export interface SpaceTask {
  readonly channels: number;
  readonly classes: number;
  /** Voxels [depth, height, width] of a training patch; depth 1 means 2D networks. */
  readonly patch: Shape3;
}

export type Decoded = { readonly network: Network } | { readonly illegal: string };

/** Genotypes are plain JSON: they are stored in the log and sent between threads. */
export type Genotype = unknown;

/** One point a strategy may change in a hierarchical genotype: a module of the tree, or the edge into one. */
export interface TreePlace {
  readonly id: string;
  readonly level: number;
}

/** One hyperparameter of the hierarchy, with its range on every level. */
export interface TreeParameter {
  readonly name: string;
  readonly kind: "int" | "float" | "index";
  /** Range of the default value (level 0), then of the draws on level 1, 2, ...; the last is reused for deeper levels. */
  readonly regions: readonly (readonly [low: number, high: number])[];
}

/** A space as a hierarchy of modules whose values are sums of deltas (spec 1.2, 1.3). */
export interface TreeView<G = Genotype> {
  readonly parameters: readonly TreeParameter[];
  readonly isAdditive: boolean;
  rate(level: number, parameter: string): number;
  scale(level: number): number;
  begin(): G;
  root(): TreePlace;
  /** The modules below a place and the edges into it, as they stand after its own values are set. */
  below(genotype: G, place: TreePlace): readonly TreePlace[];
  isMutable(place: TreePlace, parameter: string): boolean;
  /** Sum of the deltas of all places above this one. */
  valueAbove(genotype: G, place: TreePlace, parameter: string): number;
  deltaAt(genotype: G, place: TreePlace, parameter: string): number;
  withDelta(genotype: G, place: TreePlace, parameter: string, delta: number): G;
}

/** A space that can draw any member without a structure the strategy would have to know. */
export interface RandomView<G = Genotype> {
  sample(random: Random): G;
}

export interface SpaceViews<G = Genotype> {
  readonly random: RandomView<G>;
  readonly tree?: TreeView<G>;
}

export type ViewName = keyof SpaceViews;

/** A search space bound to its settings and to a task. */
export interface SearchSpace<G = Genotype> {
  readonly id: string;
  readonly views: SpaceViews<G>;
  decode(genotype: G): Decoded;
  /** Equal for genotypes that decode to the same network. */
  key(genotype: G): string;
  /** A few words, such as "3 blocks, 2 layers, 12 kernels". */
  describe(genotype: G): string;
  /** Number of distinct genotypes; an estimate where a real-valued range makes it infinite (each such range counts once). */
  count(): number;
}

export interface SpacePreset<Settings> {
  readonly id: string;
  readonly label: string;
  readonly settings: Settings;
}

/** A kind of search space: what a catalog folder exports. `Settings` are the ranges that the page edits, plain JSON. */
export interface SpaceDefinition<Settings = unknown, G = Genotype> extends Registered {
  readonly presets: readonly SpacePreset<Settings>[];
  /** Throws StudioError "BadInput" naming the field and what it must be. */
  parseSettings(json: unknown): Settings;
  bind(settings: Settings, task: SpaceTask): SearchSpace<G>;
}
