import type { Network } from "../../core/network/network.ts";
import type { WeightArray, WeightSet } from "../../core/network/weights.ts";
import { describeNetwork } from "./facts.ts";
import type { NetworkSubject } from "./networkFormat.ts";

const KEYWORDS = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield image self".split(
    " ",
  ),
);

/** A name of Python for every path of the structure, such as encoder_block0_conv1 for encoder/block0/conv1; no two alike. */
export function pythonNames(paths: Iterable<string>): ReadonlyMap<string, string> {
  const [names, taken] = [new Map<string, string>(), new Set(KEYWORDS)];
  for (const path of paths) {
    if (names.has(path)) continue;
    const plain = path.replaceAll(/\W/g, "_").replace(/^(?=\d)/, "_");
    let name = plain;
    for (let number = 2; taken.has(name); number++) name = `${plain}_${number}`;
    taken.add(name);
    names.set(path, name);
  }
  return names;
}

/** The numbers as a tuple, or as one number where all are alike. */
export const tuple = (values: readonly number[]): string =>
  values.every((value) => value === values[0]) ? String(values[0]) : `(${values.join(", ")})`;

/** A text as a string of Python. */
export const quoted = (text: string): string => JSON.stringify(text);

/** Lines at the top of a module that say what it is. */
export const docstring = (subject: NetworkSubject, usage: readonly string[]): string =>
  ['"""' + describeNetwork(subject).replaceAll(/["\\]/g, "'"), "", ...usage, '"""'].join("\n");

/** Numbers of the normalisation as lines of Python. */
export function greyLines({ facts: { intensity } }: NetworkSubject): readonly string[] {
  const { mean, deviation, low, high } = intensity;
  return [
    `GREY_MEAN = ${mean}`,
    `GREY_DEVIATION = ${deviation > 0 ? deviation : 1}`,
    `GREY_RANGE = ${low === undefined || high === undefined ? "None" : `(${low}, ${high})`}`,
  ];
}

/** What operations call their weights. */
const OWN_NAMES = [
  ...["kernel", "bias", "gamma", "beta", "mean", "variance"],
  ...["spatial", "bilateral", "compatibility"],
] as const;

/** Weights under the names of a framework: `turned` gives the name within its layer and the tensor in its order of axes. */
export function namedWeights(
  { nodes }: Network,
  weights: WeightSet,
  names: ReadonlyMap<string, string>,
  turned: (node: Network["nodes"][number], weight: WeightArray, own: string) => WeightArray | null,
): WeightSet {
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  const made = new Map<string, WeightArray>();
  for (const node of nodes) {
    const key = node.weightKey ?? node.id;
    for (const own of OWN_NAMES) {
      const weight = byName.get(`${key}/${own}`);
      const result = weight && turned(node, weight, own);
      if (result) made.set(`${key}/${own}`, { ...result, name: `${names.get(key)!}.${result.name}` });
    }
  }
  return [...made.values()];
}
