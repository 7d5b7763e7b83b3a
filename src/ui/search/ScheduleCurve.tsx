import { optimisers } from "../../catalog/optimisers/index.ts";
import { schedules } from "../../catalog/schedules/index.ts";
import type { Recipe } from "../../core/space/recipe.ts";

const WIDTH = 320;
const HEIGHT = 44;
const POINTS = 80;

/** The learning rate over the steps, as it will be. */
export function ScheduleCurve({ recipe }: { readonly recipe: Recipe }) {
  const schedule = schedules.get(recipe.schedule.id);
  const rate = optimisers.get(recipe.optimiser.id).learningRate(recipe.optimiser.options);
  const factors = Array.from({ length: POINTS + 1 }, (_, index) =>
    schedule.factor(
      { done: Math.min(recipe.steps - 1, Math.round((index / POINTS) * recipe.steps)), steps: recipe.steps },
      recipe.schedule.options,
    ),
  );
  const top = Math.max(...factors, 1e-9);
  const points = factors
    .map(
      (factor, index) =>
        `${((index / POINTS) * WIDTH).toFixed(1)},${(HEIGHT - 4 - (factor / top) * (HEIGHT - 10)).toFixed(1)}`,
    )
    .join(" ");
  const ends = `Learning rate from ${(rate * factors[0]!).toExponential(1)} to ${(rate * factors.at(-1)!).toExponential(1)}`;
  return (
    <figure style={{ margin: 0 }} aria-label={ends}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none" aria-hidden>
        <path d={`M0 ${HEIGHT - 3.5}H${WIDTH}`} stroke="var(--line-2)" />
        <polyline
          points={points}
          fill="none"
          stroke="var(--text)"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="t3 sm">{ends}</figcaption>
    </figure>
  );
}
