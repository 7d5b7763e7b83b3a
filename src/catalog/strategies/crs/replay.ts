/** How a proposal came to be. */
export type CrsKind =
  | { readonly kind: "initial" }
  | { readonly kind: "reflection" }
  /** Near the best, away from the reflection that was turned down. */
  | { readonly kind: "mutation"; readonly of: number };

/** The population, one proposal number a slot, and what the next proposal has to be. */
export interface CrsState {
  readonly slots: readonly number[];
  readonly best: number;
  readonly worst: number;
  readonly next: CrsKind;
  readonly acceptedReflections: number;
  readonly acceptedMutations: number;
}

export interface CrsSettings {
  readonly population: number;
  /** Proposals that may be made before the first of them has a value; 1 is the published method. */
  readonly inFlight: number;
}

/** How many values proposal number `asked` must know: the whole population, and all but those still in flight. */
export const neededFor = (asked: number, { population, inFlight }: CrsSettings): number =>
  asked < population ? 0 : Math.max(population, asked - inFlight + 1);

/**
 * The state in which proposal number `asked` is made, from the values of the proposals before it in the order of asking. It depends on
 * the first `neededFor(asked)` values alone, so trials may end in any order.
 */
export function replayCrs(values: readonly number[], asked: number, settings: CrsSettings): CrsState {
  const slots: number[] = [];
  const kinds: CrsKind[] = [];
  const rejected: number[] = [];
  const accepted = { initial: 0, reflection: 0, mutation: 0 };
  let [known, worst] = [0, 0];
  const learn = (index: number) => {
    const { kind } = kinds[index]!;
    const isAccepted = kind === "initial" || values[index]! < values[slots[worst]!]!;
    if (!isAccepted) {
      if (kind === "reflection") rejected.push(index);
      return;
    }
    slots[kind === "initial" ? index : worst] = index;
    accepted[kind]++;
    worst = extremeSlot(slots, values, 1);
  };
  for (let index = 0; index <= asked; index++) {
    for (const needed = neededFor(index, settings); known < needed; known++) learn(known);
    kinds.push(kindOf(index < settings.population, rejected));
  }
  return {
    slots,
    best: extremeSlot(slots, values, -1),
    worst,
    next: kinds[asked]!,
    acceptedReflections: accepted.reflection,
    acceptedMutations: accepted.mutation,
  };
}

function kindOf(isInitial: boolean, rejected: number[]): CrsKind {
  if (isInitial) return { kind: "initial" };
  const of = rejected.shift();
  return of === undefined ? { kind: "reflection" } : { kind: "mutation", of };
}

/** Slot of the highest value (sign 1) or the lowest (-1); the first of equals, so that runs replay (spec 4.7). */
function extremeSlot(slots: readonly number[], values: readonly number[], sign: 1 | -1): number {
  let extreme = 0;
  for (let slot = 1; slot < slots.length; slot++)
    if (sign * values[slots[slot]!]! > sign * values[slots[extreme]!]!) extreme = slot;
  return extreme;
}
