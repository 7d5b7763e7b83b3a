import { defineStrategy, type AskContext, type Proposal } from "../../../core/strategy/strategy.ts";
import type { Reason } from "../../../core/study/trial.ts";
import { boxOf, type Box } from "../box.ts";
import { latinHypercube, rSequencePoint } from "../designs.ts";
import { firstTold, withTold, type ToldByIndex } from "../toldByIndex.ts";
import { short } from "../words.ts";
import blackbox, { checked } from "./description.ts";
import { descend, type Descent } from "./descend.ts";
import { fitGeneration } from "./fit.ts";
import { checkPlan, exclusionRadius, planOf, type Plan } from "./plan.ts";
import { valueAt } from "./surrogate.ts";
import { surrogateValues } from "./values.ts";

export default defineStrategy({
  ...blackbox,
  begin: (): ToldByIndex => [],
  tell: withTold,
  ask(told, context) {
    const plan = planOf(context.budget, checked(context.options));
    const box = boxOf(context.space);
    checkPlan(plan, box.dimensions);
    const asked = context.proposed.length;
    return asked < plan.initial ? initialPoint(plan, box, context) : subsequentPoint(told, plan, box, context);
  },
  surrogate(told, { space, options: given, budget, shared }) {
    const { generation, ...values } = checked(given);
    const { initial, batch } = planOf(budget, values);
    const call = told.length - 1 - initial;
    if (call < 0) return null;
    const box = boxOf(space);
    const known = told.slice(0, initial + Math.floor(call / batch) * batch);
    const points = known.map(({ genotype }) => box.unit(genotype));
    const surrogate = fitGeneration(generation, points, surrogateValues(known), shared);
    return (x) => valueAt(surrogate, box.unit(space.views.vector!.fromVector(x)));
  },
});

function initialPoint(
  { initial, batch }: Plan,
  box: Box,
  { proposed, byHand, shared, options: values }: AskContext,
): Proposal {
  const isLatin = checked(values).generation === "A";
  const number = proposed.length - byHand + 1;
  const unit = isLatin
    ? latinHypercube(initial, box.dimensions, shared, "diagonal")[number - 1]!
    : rSequencePoint(number, box.dimensions);
  const text = `Point ${number} of ${initial} that cover the box evenly (${isLatin ? "a Latin hypercube" : "an R-sequence"}), before a surrogate is fitted.`;
  return {
    genotype: box.genotype(box.fromCube(unit)),
    reason: { text, numbers: { phase: "initial", batch: Math.ceil(number / batch) } },
  };
}

/** Null until the batches before have ended: the surrogate is fitted to exactly these, in the order of asking. */
function subsequentPoint(told: ToldByIndex, plan: Plan, box: Box, context: AskContext): Proposal | null {
  const call = context.proposed.length - plan.initial;
  const known = firstTold(told, plan.initial + Math.floor(call / plan.batch) * plan.batch);
  if (!known) return null;
  const taken = context.proposed.map((genotype) => box.unit(genotype));
  const values = surrogateValues(known);
  const scale = largest(values.slice(0, plan.initial));
  const surrogate = fitGeneration(
    checked(context.options).generation,
    taken.slice(0, known.length),
    values.map((value) => value / scale),
    context.shared,
  );
  const radius = exclusionRadius(plan, box.dimensions, call, checked(context.options));
  const descent = descend(surrogate, taken, radius, context.random);
  const best = Math.min(...values);
  return {
    genotype: box.genotype(box.fromCube(descent.end)),
    reason: reasonOf({
      descent,
      box,
      radius,
      best,
      predicted: scale * valueAt(surrogate, descent.end),
      isApproximate: surrogate.isApproximate,
      batch: Math.floor(context.proposed.length / plan.batch) + 1,
    }),
  };
}

/** What values are divided by, so that the fit is well scaled: the largest of the initial ones, or 1 where all are zero. */
const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs)) || 1;

interface Decision {
  readonly descent: Descent;
  readonly box: Box;
  readonly radius: number;
  readonly best: number;
  readonly predicted: number;
  readonly isApproximate: boolean;
  readonly batch: number;
}

function reasonOf({ descent, box, radius, best, predicted, isApproximate, batch }: Decision): Reason {
  const isCovered = descent.slack < -1e-5;
  const text = [
    isCovered
      ? "The known points leave no room of this radius, so it lies as far from all of them as a sample found."
      : `The surrogate expects ${short(predicted)} here, at the minimum that a random start led to; the best value so far is ${short(best)}.`,
    radius > 0
      ? `No known point is nearer than ${short(isCovered ? radius + descent.slack : radius)} of the box.`
      : "The last one keeps no distance.",
    isApproximate && "Some points lie so close that the surrogate is only a least-squares fit.",
  ];
  return {
    text: text.filter(Boolean).join(" "),
    numbers: { phase: "subsequent", batch, radius, surrogate: predicted, slack: descent.slack },
    points: { start: box.whole(box.fromCube(descent.start)) },
  };
}
