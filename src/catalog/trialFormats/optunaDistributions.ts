import type { FlatGenotype, FlatValue } from "./flatGenotype.ts";

/** What values a parameter may have, in the JSON of Optuna (optuna/distributions.py). */
export type Distribution =
  | {
      readonly name: "FloatDistribution";
      readonly attributes: { readonly step: null; readonly low: number; readonly high: number; readonly log: false };
    }
  | {
      readonly name: "IntDistribution";
      readonly attributes: { readonly log: false; readonly step: 1; readonly low: number; readonly high: number };
    }
  | { readonly name: "CategoricalDistribution"; readonly attributes: { readonly choices: readonly FlatValue[] } };

/** For each parameter the range of its values over all trials, or what they are where one of them is no number. */
export function distributionsOf(trials: readonly FlatGenotype[]): ReadonlyMap<string, Distribution> {
  const values = new Map<string, Set<FlatValue>>();
  for (const flat of trials)
    for (const [name, value] of flat) values.set(name, (values.get(name) ?? new Set<FlatValue>()).add(value));
  return new Map([...values].map(([name, each]) => [name, distributionOf([...each])]));
}

function distributionOf(values: readonly FlatValue[]): Distribution {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) return { name: "CategoricalDistribution", attributes: { choices: values } };
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return numbers.every(Number.isInteger)
    ? { name: "IntDistribution", attributes: { log: false, step: 1, low, high } }
    : { name: "FloatDistribution", attributes: { step: null, low, high, log: false } };
}

/** A value as Optuna keeps it: a number, or the number of a choice. */
export const asOptuna = ({ name, attributes }: Distribution, value: FlatValue): number =>
  name === "CategoricalDistribution" ? attributes.choices.indexOf(value) : Number(value);
