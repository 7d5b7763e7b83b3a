import type { VectorParameter } from "../../../core/space/space.ts";
import type { SegnasSettings } from "./settings.ts";

/** A configuration of whole numbers (spec 4.3). */
export interface SegnasSpec {
  readonly n: number;
  readonly p: number;
  readonly sup: number;
  readonly res: number;
  readonly nodes: number;
  readonly operations: readonly number[];
}

const SCALARS = ["n", "p", "sup", "res", "nodes"] as const;
const LABELS: Readonly<Record<(typeof SCALARS)[number], string>> = {
  n: "Channels",
  p: "Poolings",
  sup: "Deep supervision",
  res: "Residual",
  nodes: "Nodes",
};

type Range = readonly [low: number, high: number];

interface Axis {
  readonly name: string;
  readonly label: string;
  readonly range: Range;
}

const allAxes = (settings: SegnasSettings): readonly Axis[] => [
  ...SCALARS.map((name) => ({ name, label: LABELS[name], range: settings[name] })),
  ...settings.operations.map((range, index) => ({ name: `op${index}`, label: `Operation ${index + 1}`, range })),
];

const isFree = ({ range: [low, high] }: Axis): boolean => low < high;

/** The axes that are searched: those not pinned, and the learning rate where it has a range. Whole numbers a … b are the half-open box [a, b + 1). */
export const parametersOf = (settings: SegnasSettings): readonly VectorParameter[] =>
  allAxes(settings)
    .filter(isFree)
    .map(({ name, label, range: [low, high] }): VectorParameter => ({
      name,
      label,
      low,
      high: high + 1,
      isFloored: true,
    }))
    .concat(rateAxis(settings));

/** The only axis of reals, behind the others. */
function rateAxis({ logLearningRate }: SegnasSettings): readonly VectorParameter[] {
  if (!logLearningRate) return [];
  const [low, high] = logLearningRate;
  return [{ name: "log_learning_rate", label: "log₁₀ rate", low, high, isFloored: false }];
}

/** The learning rate at a point; null where it is not searched. */
export function rateAt({ logLearningRate }: SegnasSettings, x: readonly number[]): number | null {
  return logLearningRate ? 10 ** clamped(x.at(-1)!, logLearningRate) : null;
}

/** The whole numbers at a point: floors, clamped to the last one at the closed upper bound (spec 4.5), and the pinned values. */
export function specAt(settings: SegnasSettings, x: readonly number[]): SegnasSpec {
  let axis = 0;
  const values = allAxes(settings).map((one) => {
    const [low, high] = one.range;
    return isFree(one) ? Math.min(high, Math.max(low, Math.floor(x[axis++]!))) : low;
  });
  const [n, p, sup, res, nodes] = values as [number, number, number, number, number];
  return { n, p, sup, res, nodes, operations: values.slice(SCALARS.length) };
}

const clamped = (value: number, [low, high]: Range): number => Math.min(high, Math.max(low, value));

/** The configuration within the ranges that is nearest to one that may lie outside. */
export const nearestSpec = (
  settings: SegnasSettings,
  { n, p, sup, res, nodes, operations }: SegnasSpec,
): SegnasSpec => ({
  n: clamped(n, settings.n),
  p: clamped(p, settings.p),
  sup: clamped(sup, settings.sup),
  res: clamped(res, settings.res),
  nodes: clamped(nodes, settings.nodes),
  operations: operations.map((operation, index) => clamped(operation, settings.operations[index]!)),
});

/** Number of vectors of whole numbers: the product of all ranges, unused operations included (spec 4.3). */
export const combinationsOf = (settings: SegnasSettings): number =>
  allAxes(settings).reduce((product, { range: [low, high] }) => product * (high - low + 1), 1);
