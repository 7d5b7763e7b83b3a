import type { DecodedNetwork, NetworkTask } from "../network/decoded.ts";
import type { Network } from "../network/network.ts";
import type { Registered } from "../registry.ts";
import type { Random } from "../random.ts";
import type { MetricId } from "../judging/scores.ts";
import type { Recipe } from "./recipe.ts";

/** What a space must know of the data and the recipe to decode a genotype. */
export interface SpaceTask extends NetworkTask {
  /** What a training space starts from: the network and the recipe of an earlier trial. */
  readonly base?: { readonly network: Network; readonly recipe: Recipe };
}

/** A network to train, with what becomes of the recipe where the space searches training too; or why there is none. */
export type Decoded = DecodedNetwork & { readonly recipe?: (recipe: Recipe) => Recipe };

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

/** One axis of a vector view. */
export interface VectorParameter {
  readonly name: string;
  readonly label: string;
  /** Bounds of the axis as strategies see it. A whole-numbered parameter from a to b has the axis [a, b + 1]. */
  readonly low: number;
  readonly high: number;
  /** Whether the space takes the floor, so that all reals between two whole numbers mean the same. */
  readonly isFloored: boolean;
}

/** A space as a box of reals. */
export interface VectorView<G = Genotype> {
  readonly parameters: readonly VectorParameter[];
  /** The member at a point of the box; floored parameters are clamped to the last whole number at the upper bound. */
  fromVector(x: readonly number[]): G;
  /** A point that means this member. */
  toVector(genotype: G): readonly number[];
}

/**
 * One step of making a member by choices, in the order of sampling (spec 3.4). A controller passes through all of them; only
 * pointers, choices and gates are decided.
 */
export type DecisionStep =
  /** Something that later steps may point at now exists. Blank where nothing is known of it, such as the image. */
  | { readonly kind: "node"; readonly name: string; readonly isBlank: boolean }
  /** Which of the nodes there are is read. */
  | { readonly kind: "pointer"; readonly name: string; readonly nodes: readonly string[] }
  /** Which word of a vocabulary, out of those listed by number; steps with one vocabulary mean the same by the same word. */
  | { readonly kind: "choice"; readonly name: string; readonly vocabulary: string; readonly words: readonly number[] }
  /** Whether a node is connected: 0 without, 1 with. */
  | { readonly kind: "gate"; readonly name: string; readonly node: string };

/** A space as a sequence of choices, so that a recurrent controller can learn to make them. */
export interface DecisionsView<G = Genotype> {
  readonly vocabularies: Readonly<Record<string, readonly string[]>>;
  readonly steps: readonly DecisionStep[];
  /** The member that has been chosen: of every decided step, the number of the alternative taken, from 0. */
  fromChoices(choices: readonly number[]): G;
  toChoices(genotype: G): readonly number[];
}

export interface SpaceViews<G = Genotype> {
  readonly random: RandomView<G>;
  readonly tree?: TreeView<G>;
  readonly vector?: VectorView<G>;
  readonly decisions?: DecisionsView<G>;
}

export type ViewName = keyof SpaceViews;

/** What a strategy may know of a space; a test function is one too. */
export interface ProposalSpace<G = Genotype> {
  readonly id: string;
  readonly views: SpaceViews<G>;
  /** Why a genotype is no member, null where it is one. */
  illegality(genotype: G): string | null;
}

/** A search space bound to its settings and to a task. */
export interface SearchSpace<G = Genotype> {
  readonly id: string;
  readonly views: SpaceViews<G>;
  /** The member that comes nearest to what the task's `base` is already, where the space begins from one. */
  own?(): G;
  decode(genotype: G): Decoded;
  /** Equal for genotypes that decode to the same network. */
  key(genotype: G): string;
  /** A few words, such as "3 blocks, 2 layers, 12 kernels". */
  describe(genotype: G): string;
  /** Structural numbers of a member by name, such as its blocks, for a report of how far a sample spreads. */
  facts(genotype: G): Readonly<Record<string, number>>;
  /** Number of distinct genotypes; an estimate where a real-valued range makes it infinite (each such range counts once). */
  count(): number;
  /** Share of all genotypes that are legal, where it can be counted exactly. */
  legalShare?(): number;
  /** Number of distinct networks, where it can be counted exactly: legal genotypes, with those that mean the same counted once. */
  networks?(): number;
}

/** The part of a space that strategies see. */
export const proposalSpace = (space: SearchSpace): ProposalSpace => ({
  id: space.id,
  views: space.views,
  illegality: (genotype) => {
    const decoded = space.decode(genotype);
    return "illegal" in decoded ? decoded.illegal.because : null;
  },
});

export interface SpacePreset<Settings> {
  readonly id: string;
  readonly label: string;
  readonly settings: Settings;
}

/** A space whose members lack a part; genotypes mean the same in it but for that. */
export interface Ablation<Settings> {
  readonly id: string;
  /** "without HDC layer" */
  readonly label: string;
  without(settings: Settings): Settings;
}

/** A kind of search space: what a catalog folder exports. `Settings` are the ranges that the page edits, plain JSON. */
export interface SpaceDefinition<Settings = unknown, G = Genotype> extends Registered {
  /** "architecture": members are networks. "training": members are recipes for one network, the task's `base`. */
  readonly searches: "architecture" | "training";
  /** Whether its members name the weights they may share, so that a supernet can train them together. */
  readonly sharesWeights?: true;
  /** What it is searched with unless something else is chosen. */
  readonly usual: { readonly strategy: string; readonly objective: MetricId };
  /** The ranges, in words, that networks grow by: to blame where they need too much memory. */
  readonly costlyRanges: string;
  readonly presets: readonly SpacePreset<Settings>[];
  /** Parts that its networks can do without, to see what they are worth. */
  readonly ablations?: readonly Ablation<Settings>[];
  /** Throws StudioError "BadInput" naming the field and what it must be. */
  parseSettings(json: unknown): Settings;
  bind(settings: Settings, task: SpaceTask): SearchSpace<G>;
}
