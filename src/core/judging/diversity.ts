/** How far a sample of a space's members spreads (spec 1.3, diversity report). */
export interface Diversity {
  readonly members: number;
  /** Members that decode to the same network as an earlier one. */
  readonly duplicates: number;
  /** Of every structural number: which values occurred, and how often, in ascending order. */
  readonly facts: readonly {
    readonly name: string;
    readonly counts: readonly (readonly [value: number, count: number])[];
  }[];
}

export interface DescribedMember {
  /** Equal for members that decode to the same network. */
  readonly key: string;
  readonly facts: Readonly<Record<string, number>>;
}

export function diversityOf(members: readonly DescribedMember[]): Diversity {
  const names = [...new Set(members.flatMap(({ facts }) => Object.keys(facts)))];
  return {
    members: members.length,
    duplicates: members.length - new Set(members.map(({ key }) => key)).size,
    facts: names.map((name) => ({ name, counts: countsOf(members.flatMap(({ facts }) => facts[name] ?? [])) })),
  };
}

function countsOf(values: readonly number[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}
