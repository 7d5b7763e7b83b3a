import { networkKey } from "../../core/network/analysis.ts";
import { shortHash, type Random } from "../../core/random.ts";
import type {
  Decoded,
  TreeParameter,
  TreePlace,
  TreeView,
  VectorParameter,
  VectorView,
} from "../../core/space/space.ts";

/** Deltas by place and parameter; a value is the sum of the deltas of a place and all its ancestors (spec 1.2). */
export interface DeltaTree {
  readonly deltas: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Where in the vector view it was proposed: a search in a box goes on from there, not from the floor of it. */
  readonly point?: readonly number[];
}

/** The place of the values that all others inherit. */
export const ROOT: TreePlace = { id: "net", level: 0 };

/** A place lies below the folder of its path, the first folders below the root. */
const parentOf = (id: string): string | null =>
  id === ROOT.id ? null : id.includes("/") ? id.slice(0, id.lastIndexOf("/")) : ROOT.id;

/** Sum of the deltas at a place and above it. */
export function valueAt(tree: DeltaTree, id: string, parameter: string): number {
  const own = tree.deltas[id]?.[parameter] ?? 0;
  const parent = parentOf(id);
  return parent === null ? own : own + valueAt(tree, parent, parameter);
}

/** A place's value as a whole number of things, of which there is one at least. */
export const countAt = (tree: DeltaTree, id: string, parameter: string): number =>
  Math.max(1, Math.round(valueAt(tree, id, parameter)));

/** A place's value clipped into the range of the root, as the index of a choice. */
export function choiceAt<T>(tree: DeltaTree, id: string, parameter: string, choices: readonly T[]): T {
  return choices[Math.min(choices.length - 1, Math.max(0, Math.round(valueAt(tree, id, parameter))))]!;
}

/** The region of a level whose places inherit. */
export const INHERITS = [0, 0] as const;

export const indexRange = (choices: readonly unknown[]): readonly [number, number] => [0, choices.length - 1];

/** What a hierarchy of deltas is made of. */
export interface DeltaTreeLook {
  readonly parameters: readonly TreeParameter[];
  /** Values of an unsearched net; clipped into the ranges. */
  readonly defaults: Readonly<Record<string, number>>;
  /** By level; the last is that of deeper ones. */
  readonly rates: readonly number[];
  readonly isAdditive: boolean;
  readonly below: TreeView<DeltaTree>["below"];
  /** Whether a place has a parameter of its own. */
  readonly hasParameter: (place: TreePlace, name: string) => boolean;
}

export function createDeltaTreeView(look: DeltaTreeLook): TreeView<DeltaTree> {
  const { parameters, rates } = look;
  const byName = new Map<string, TreeParameter>(parameters.map((parameter) => [parameter.name, parameter]));
  const regionAt = (name: string, level: number) => {
    const { regions } = byName.get(name)!;
    return regions[Math.min(level, regions.length - 1)]!;
  };
  return {
    parameters,
    isAdditive: look.isAdditive,
    rate: (level) => rates[Math.min(level, rates.length - 1)]!,
    scale: () => 1,
    begin: () => ({ deltas: { [ROOT.id]: rootDefaults(look) } }),
    root: () => ROOT,
    below: look.below,
    isMutable: (place, name) => {
      const [low, high] = regionAt(name, place.level);
      return look.hasParameter(place, name) && (place.level === 0 || low !== 0 || high !== 0);
    },
    valueAbove: (tree, { id }, name) => {
      const parent = parentOf(id);
      return parent === null ? 0 : valueAt(tree, parent, name);
    },
    deltaAt: (tree, { id }, name) => tree.deltas[id]?.[name] ?? 0,
    withDelta: (tree, { id }, name, delta) => ({
      deltas: { ...tree.deltas, [id]: { ...tree.deltas[id], [name]: delta } },
    }),
  };
}

function rootDefaults({ parameters, defaults }: DeltaTreeLook): Record<string, number> {
  return Object.fromEntries(
    parameters.map(({ name, regions }) => {
      const [low, high] = regions[0]!;
      return [name, Math.min(high, Math.max(low, defaults[name]!))];
    }),
  );
}

/** Every place's value is drawn from the range of the root, whatever it would inherit. */
export function sampleFlat(tree: TreeView<DeltaTree>, random: Random): DeltaTree {
  let genotype = tree.begin();
  const queue: TreePlace[] = [tree.root()];
  for (let place = queue.shift(); place; place = queue.shift()) {
    for (const parameter of tree.parameters.filter(({ name }) => tree.isMutable(place, name))) {
      genotype = tree.withDelta(
        genotype,
        place,
        parameter.name,
        drawFromRoot(parameter, random) - tree.valueAbove(genotype, place, parameter.name),
      );
    }
    queue.push(...tree.below(genotype, place));
  }
  return genotype;
}

function drawFromRoot({ kind, regions }: TreeParameter, random: Random): number {
  const [low, high] = regions[0]!;
  return kind === "float" ? random.between(low, high) : random.int(low, high);
}

/** The values at the root as a box; every place below inherits them. Choices are the floor of an axis over their indices. */
export function createRootVectorView(
  tree: readonly TreeParameter[],
  labels: Readonly<Record<string, string>>,
): VectorView<DeltaTree> {
  const parameters = tree.map(({ name, kind, regions }): VectorParameter => {
    const [low, high] = regions[0]!;
    const isFloored = kind !== "float";
    return { name, label: labels[name]!, low, high: isFloored ? high + 1 : high, isFloored };
  });
  const valueOf = ({ high, isFloored }: VectorParameter, x: number) =>
    isFloored ? Math.min(Math.floor(x), high - 1) : x;
  return {
    parameters,
    fromVector: (x) => ({
      deltas: {
        [ROOT.id]: Object.fromEntries(
          parameters.map((parameter, axis) => [parameter.name, valueOf(parameter, x[axis]!)]),
        ),
      },
      point: [...x],
    }),
    toVector: ({ deltas, point }) =>
      point ?? parameters.map(({ name, isFloored }) => deltas[ROOT.id]![name]! + (isFloored ? 0.5 : 0)),
  };
}

/** "3", or "2 to 4" of values that differ. */
export const spanText = (values: readonly number[]): string => {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low} to ${high}`;
};

/** "1 block", "2 to 4 blocks". */
export const countText = (values: readonly number[], noun: string): string =>
  `${spanText(values)} ${noun}${spanText(values) === "1" ? "" : "s"}`;

interface DeltaSpaceParts {
  readonly tree: TreeView<DeltaTree>;
  readonly vector: VectorView<DeltaTree>;
  readonly decode: (genotype: DeltaTree) => Decoded;
}

/** What all spaces of delta trees have alike: their views, and the key of what a tree comes to. */
export const deltaSpace = ({ tree, vector, decode }: DeltaSpaceParts) => ({
  views: { tree, vector, random: { sample: (random: Random) => sampleFlat(tree, random) } },
  decode,
  key(genotype: DeltaTree): string {
    const decoded = decode(genotype);
    return shortHash("network" in decoded ? networkKey(decoded.network) : JSON.stringify(genotype));
  },
});
