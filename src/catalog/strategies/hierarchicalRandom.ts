import { StudioError } from "../../core/errors.ts";
import type { Random } from "../../core/random.ts";
import type { Genotype, ProposalSpace, TreeParameter, TreePlace, TreeView } from "../../core/space/space.ts";
import { defineStrategy } from "../../core/strategy/strategy.ts";

/** Draws that may be rejected in a row before the ranges themselves are to blame (spec 1.7, failures). */
const MAX_REJECTIONS = 100;

/**
 * Hierarchical random search over module trees (Guay et al. 2019; spec 1.3): breadth first from the root, each module's value moves
 * by a random delta with the mutation rate of its level. Draws that decode to no legal network are rejected and drawn again.
 */
export default defineStrategy({
  id: "hierarchical-random",
  label: "Hierarchical random",
  summary: "Draws default values at the root, then moves every module below by a random delta.",
  view: "tree",
  law: "asking",
  options: {},
  begin: () => null,
  tell: (memory) => memory,
  ask(_memory, { space, random, proposed, budget }) {
    const tree = treeOf(space);
    const rejections: string[] = [];
    while (rejections.length < MAX_REJECTIONS) {
      const { genotype, moves, places } = drawTree(tree, random.fork(rejections.length));
      const illegality = space.illegality(genotype);
      if (illegality === null)
        return {
          genotype,
          reason: {
            text: sentence(proposed.length, budget, moves, places, rejections),
            numbers: { places, moved: moves.length, rejected: rejections.length },
          },
        };
      rejections.push(illegality);
    }
    throw new StudioError(
      "IllegalNetwork",
      `${MAX_REJECTIONS} draws in a row gave no legal network. The last: ${rejections.at(-1)} Fewer blocks, or a larger patch, would help.`,
    );
  },
});

function treeOf(space: ProposalSpace): TreeView {
  if (!space.views.tree)
    throw new StudioError(
      "BadInput",
      `The space "${space.id}" has no module tree; hierarchical random search needs one.`,
    );
  return space.views.tree;
}

interface Move {
  readonly place: string;
  readonly parameter: string;
  readonly delta: number;
}

interface Draw {
  readonly genotype: Genotype;
  /** Changes below the root. */
  readonly moves: readonly Move[];
  readonly places: number;
}

/** Steps 1-5 of spec 1.3. */
export function drawTree(tree: TreeView, random: Random): Draw {
  let genotype = tree.begin();
  const moves: Move[] = [];
  const queue = [tree.root()];
  let places = 0;
  for (let place = queue.shift(); place; place = queue.shift()) {
    places++;
    for (const parameter of tree.parameters) {
      if (!tree.isMutable(place, parameter.name) || random.float() >= tree.rate(place.level, parameter.name)) continue;
      const delta = drawDelta(tree, genotype, place, parameter, random);
      if (place.level > 0 && delta !== 0) moves.push({ place: place.id, parameter: parameter.name, delta });
      genotype = tree.withDelta(genotype, place, parameter.name, delta);
    }
    queue.push(...tree.below(genotype, place));
  }
  return { genotype, moves, places };
}

/** Draws uniformly from the level's range, then clips so that the accumulated value stays in the root's range. */
function drawDelta(
  tree: TreeView,
  genotype: Genotype,
  place: TreePlace,
  { name, kind, regions }: TreeParameter,
  random: Random,
): number {
  const [low, high] = regions[Math.min(place.level, regions.length - 1)]!;
  const draw = kind === "float" ? random.between(low, high) : random.int(low, high);
  if (place.level === 0) return draw;
  const delta = tree.isAdditive ? tree.deltaAt(genotype, place, name) + tree.scale(place.level) * draw : draw;
  const above = tree.valueAbove(genotype, place, name);
  const [rootLow, rootHigh] = regions[0]!;
  return Math.min(rootHigh - above, Math.max(rootLow - above, delta));
}

const ordinal = (n: number): string =>
  `${n}${n % 100 >= 11 && n % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th")}`;

function sentence(
  asked: number,
  budget: number,
  moves: readonly Move[],
  places: number,
  rejections: readonly string[],
): string {
  const largest = [...moves].sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta)).slice(0, 2);
  const changes = largest
    .map(
      ({ place, parameter, delta }) =>
        `${place} moved by ${delta > 0 ? "+" : "−"}${+Math.abs(delta).toFixed(2)} ${parameter}`,
    )
    .join(" and ");
  const moved = new Set(moves.map(({ place }) => place)).size;
  return [
    `Drawn at random, ${ordinal(asked + 1)} of ${budget}.`,
    changes && `${changes};`,
    `${places - moved} of ${places} modules kept what they inherit.`,
    rejections.length > 0 &&
      `${rejections.length === 1 ? "One draw" : `${rejections.length} draws`} before it ${rejections.length === 1 ? "was" : "were"} rejected: ${rejections[0]!}`,
  ]
    .filter(Boolean)
    .join(" ");
}
