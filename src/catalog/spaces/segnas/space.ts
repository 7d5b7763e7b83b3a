import { withOption } from "../../../core/options.ts";
import { shortHash } from "../../../core/random.ts";
import type { Recipe } from "../../../core/space/recipe.ts";
import type { SearchSpace, SpaceDefinition, SpaceTask } from "../../../core/space/space.ts";
import { boxViews } from "../../boxViews.ts";
import { combinationsOf, parametersOf, rateAt, specAt, type SegnasSpec } from "./axes.ts";
import { BLOCK_OPERATIONS, blockEdges, edgesOf, NONE } from "./block.ts";
import { decodeSpec } from "./decode.ts";
import { legalShareOf, networksOf } from "./legality.ts";
import { parseSettings, presets, type SegnasSettings } from "./settings.ts";

/** A point of the box of hyperparameters that are not pinned; floors are the configuration (continuous relaxation, spec 4.5). */
export type SegnasPoint = readonly number[];

/** Block graphs as operation matrices, and how blocks are connected (Wong and Moradi 2019; spec 4). The 2D mode is ours. */
export default {
  id: "segnas",
  label: "SegNAS",
  searches: "architecture",
  usual: { strategy: "crs", objective: "logDice" },
  costlyRanges: "channels, poolings",
  presets,
  parseSettings,
  bind: bindSegnas,
} satisfies SpaceDefinition<SegnasSettings, SegnasPoint>;

function bindSegnas(settings: SegnasSettings, task: SpaceTask): SearchSpace<SegnasPoint> {
  const parameters = parametersOf(settings);
  const spec = (x: SegnasPoint) => specAt(settings, x);
  return {
    id: "segnas",
    views: boxViews(parameters),
    decode(x) {
      const [decoded, rate] = [decodeSpec(spec(x), settings.dropout, task), rateAt(settings, x)];
      return rate === null || "illegal" in decoded
        ? decoded
        : { ...decoded, recipe: (recipe) => withRate(recipe, rate) };
    },
    key: (x) => shortHash([canonicalKey(spec(x)), rateAt(settings, x) ?? []].flat().join(" ")),
    describe: (x) => [describe(spec(x)), rateText(rateAt(settings, x))].filter(Boolean).join(", "),
    facts: (x) => {
      const { n, p, nodes, operations } = spec(x);
      return {
        channels: n,
        poolings: p,
        nodes,
        "operations used": blockEdges(nodes, operations).filter(({ operation }) => operation !== NONE).length,
      };
    },
    count: () => combinationsOf(settings),
    legalShare: () => legalShareOf(settings),
    networks: () => networksOf(settings),
  };
}

const withRate = (recipe: Recipe, rate: number): Recipe => ({
  ...recipe,
  optimiser: withOption(recipe.optimiser, "learningRate", rate),
});

const rateText = (rate: number | null): string => (rate === null ? "" : `rate ${Number(rate.toPrecision(2))}`);

/** The whole numbers without the operations that the block has no room for, so that equal networks are trained once (spec 4.5, our extension). */
export const canonicalKey = ({ n, p, sup, res, nodes, operations }: SegnasSpec): string =>
  JSON.stringify([n, p, sup, res, nodes, operations.slice(0, edgesOf(nodes))]);

function describe({ n, p, sup, res, nodes, operations }: SegnasSpec): string {
  const used = operations.slice(0, edgesOf(nodes)).map((operation) => BLOCK_OPERATIONS[operation]!.label);
  return [
    `${n} channels`,
    `${p} poolings`,
    `${nodes} nodes: ${used.join(", ")}`,
    sup === 1 && "deep supervision",
    res === 1 && "residual",
  ]
    .filter(Boolean)
    .join(", ");
}
