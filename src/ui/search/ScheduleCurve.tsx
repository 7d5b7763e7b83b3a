import { learningRateAt } from "../../catalog/learningRate.ts";
import type { Recipe } from "../../core/space/recipe.ts";

const WIDTH = 320;
const HEIGHT = 44;
const POINTS = 80;

/** The learning rate over the steps and phases, as it will be. */
export function ScheduleCurve({ recipe }: { readonly recipe: Recipe }) {
  const rates = Array.from({ length: POINTS + 1 }, (_, index) =>
    learningRateAt(recipe, 1 + Math.min(recipe.steps - 1, Math.round((index / POINTS) * recipe.steps))),
  );
  const top = Math.max(...rates) || 1;
  const points = rates
    .map(
      (rate, index) =>
        `${((index / POINTS) * WIDTH).toFixed(1)},${(HEIGHT - 4 - (rate / top) * (HEIGHT - 10)).toFixed(1)}`,
    )
    .join(" ");
  const ends = `Learning rate from ${rates[0]!.toExponential(1)} to ${rates.at(-1)!.toExponential(1)}`;
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
