import { StudioError } from "../../../core/errors.ts";

/** How a budget is spent: an initial design, then calls that follow the surrogate, all in batches. */
export interface Plan {
  readonly initial: number;
  readonly subsequent: number;
  readonly batch: number;
}

const roundUp = (count: number, batch: number): number => Math.ceil(count / batch) * batch;

/** Half of the budget is the initial design unless `initial` says how much; both parts fill whole batches (spec 1.6). */
export function planOf(
  trials: number,
  { batch, initial: wished }: { readonly batch: number; readonly initial: number },
): Plan {
  const budget = roundUp(trials, batch);
  const initial = roundUp(wished === 0 ? Math.floor(budget / 2) : wished, batch);
  return { initial, subsequent: Math.max(0, budget - initial), batch };
}

/** Throws StudioError "BadInput" for a plan that leaves nothing to fit, or nothing to search with. */
export function checkPlan({ initial, subsequent }: Plan, dimensions: number): void {
  if (initial <= dimensions)
    throw new StudioError(
      "BadInput",
      `The budget gives ${initial} initial points; a surrogate over ${dimensions} numbers needs at least ${dimensions + 1}. Plan ${2 * (dimensions + 1)} trials or more.`,
    );
  if (subsequent < 2)
    throw new StudioError(
      "BadInput",
      `The budget leaves ${subsequent} trials after the ${initial} initial points; the surrogate needs at least 2. Plan more trials, or fewer initial points.`,
    );
}

/** Volume of the unit ball: 2, π, 4.18879, ... */
export function ballVolume(dimensions: number): number {
  return dimensions < 2 ? dimensions + 1 : (2 * Math.PI * ballVolume(dimensions - 2)) / dimensions;
}

export interface Exclusion {
  /** Share of the cube that the balls around all points fill at the first subsequent call (blackbox.py, rho0). */
  readonly density: number;
  /** How fast that share decays: linearly for 1 (blackbox.py, p). */
  readonly decay: number;
}

/** How near the `call`-th subsequent proposal, from 0, may come to any earlier point of the unit cube; 0 for the last, and for what goes beyond the plan. */
export function exclusionRadius(
  { initial, subsequent }: Plan,
  dimensions: number,
  call: number,
  { density, decay }: Exclusion,
): number {
  const share = density * (Math.max(0, subsequent - 1 - call) / (subsequent - 1)) ** decay;
  return (share / (ballVolume(dimensions) * (initial + call))) ** (1 / dimensions);
}
