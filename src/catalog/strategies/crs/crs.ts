import { meanOf } from "../../../core/statistics.ts";
import type { Random } from "../../../core/random.ts";
import { defineStrategy, type AskContext, type Proposal, type Told } from "../../../core/strategy/strategy.ts";
import { boxOf, type Box, type Point } from "../box.ts";
import { firstTold, withTold, type ToldByIndex } from "../toldByIndex.ts";
import { short } from "../words.ts";
import crs, { settingsOf } from "./description.ts";
import { neededFor, replayCrs, type CrsSettings, type CrsState } from "./replay.ts";

export default defineStrategy({
  ...crs,
  begin: (): ToldByIndex => [],
  tell: withTold,
  ask(told, context) {
    const box = boxOf(context.space);
    const settings = settingsOf(context.options, box.dimensions, context.budget);
    const asked = context.proposed.length;
    if (asked < settings.population) return initialPoint(settings, box, context);
    const known = firstTold(told, neededFor(asked, settings));
    if (!known) return null;
    const values = known.map(crsValue);
    const step = { state: replayCrs(values, asked, settings), values, box, context };
    return step.state.next.kind === "mutation" ? mutate(step, step.state.next.of) : reflect(step);
  },
  population(told, { options: given, space, budget }) {
    const settings = settingsOf(given, boxOf(space).dimensions, budget);
    if (told.length < settings.population) return told.map(({ index }) => index);
    return replayCrs(told.map(crsValue), told.length, settings).slots.toSorted((a, b) => a - b);
  },
});

/** Worse than any network that was trained (spec 4.5). */
const WORST = 10;
/** −ln of the smallest Dice that counts, 1e-4. */
const NOTHING_LEARNT = -Math.log(1e-4);

export function crsValue({ status, value }: Told): number {
  if (value !== null && Number.isFinite(value)) return value;
  return status === "illegal" || status === "outOfMemory" ? WORST : NOTHING_LEARNT;
}

function initialPoint({ population }: CrsSettings, box: Box, { proposed, random }: AskContext): Proposal {
  const x = box.parameters.map(({ low, high }) => random.between(low, high));
  return {
    genotype: box.genotype(x),
    reason: {
      text: `Drawn at random, ${proposed.length + 1} of the ${population} points the population starts with.`,
      numbers: { phase: "initial", population },
    },
  };
}

interface Step {
  readonly state: CrsState;
  readonly values: readonly number[];
  readonly box: Box;
  readonly context: AskContext;
}

const pointOf = ({ state, box, context }: Step, slot: number): Point => box.point(context.proposed[state.slots[slot]!]);
const valueOf = ({ state, values }: Step, slot: number): number => values[state.slots[slot]!]!;

/** 2G − x_r, with G the centre of the best and all drawn points but x_r (steps 2 and 3 of spec 4.7). */
function reflect(step: Step): Proposal {
  const { state, box, context } = step;
  const { drawn, mirrored } = drawSimplex(state.slots.length, state.best, box.dimensions, context.random);
  const partners = drawn.filter((slot) => slot !== mirrored);
  const simplex = [state.best, ...partners].map((slot) => pointOf(step, slot));
  const turned = pointOf(step, mirrored);
  const centre = turned.map((_, axis) => meanOf(simplex.map((point) => point[axis]!)));
  const x = mirror(centre, turned);
  const others =
    partners.length === 0
      ? "the best"
      : `the best and ${partners.length === 1 ? "point" : "points"} ${partners.join(", ")}`;
  return {
    genotype: box.genotype(box.clip(x)),
    reason: {
      text: `Point ${mirrored} mirrored through the centre of ${others}; it must come below ${short(valueOf(step, state.worst))}, the worst of ${state.slots.length}, to take its place.`,
      numbers: {
        phase: "reflection",
        mirrored,
        partners: partners.join(", "),
        best: valueOf(step, state.best),
        worst: valueOf(step, state.worst),
        population: state.slots.length,
      },
      points: { best: box.whole(pointOf(step, state.best)), centre: box.whole(centre), mirrored: box.whole(turned) },
    },
  };
}

export const mirror = (centre: Point, point: Point): Point => centre.map((value, axis) => 2 * value - point[axis]!);

/** As many slots as axes, none of them the best, and the one of them to mirror: a partial Fisher-Yates shuffle in the order of spec 4.7. */
export function drawSimplex(
  population: number,
  best: number,
  dimensions: number,
  random: Random,
): { readonly drawn: readonly number[]; readonly mirrored: number } {
  const slots = Array.from({ length: population }, (_, slot) => slot).filter((slot) => slot !== best);
  for (let pick = 0; pick < dimensions; pick++) {
    const other = pick + Math.floor(random.float() * (slots.length - pick));
    [slots[pick], slots[other]] = [slots[other]!, slots[pick]!];
  }
  const drawn = slots.slice(0, dimensions);
  return { drawn, mirrored: drawn[Math.floor(random.float() * dimensions)]! };
}

/** One try near the best, on the other side of it than the trial that was turned down (step 5 of spec 4.7). */
function mutate(step: Step, of: number): Proposal {
  const { state, box, context } = step;
  const [best, rejected] = [pointOf(step, state.best), box.point(context.proposed[of])];
  const x = best.map((value, axis) => {
    const omega = context.random.float();
    return (1 + omega) * value - omega * rejected[axis]!;
  });
  return {
    genotype: box.genotype(box.clip(x)),
    reason: {
      text: `The mirrored trial ${of + 1} was no better than the worst, so one try near the best, away from it; it must come below ${short(valueOf(step, state.worst))}.`,
      numbers: {
        phase: "mutation",
        of,
        best: valueOf(step, state.best),
        worst: valueOf(step, state.worst),
        population: state.slots.length,
      },
      points: { best: box.whole(best), rejected: box.whole(rejected) },
    },
  };
}
