/** Class with the highest of the `classes` scores that begin at `first`; of equal ones the first. */
export function mostProbable(scores: Float32Array, first: number, classes: number): number {
  let best = 0;
  for (let index = 1; index < classes; index++) if (scores[first + index]! > scores[first + best]!) best = index;
  return best;
}
