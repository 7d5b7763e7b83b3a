/** Sum and count of losses, so that a mean can go on after an interruption. */
export interface LossSum {
  readonly sum: number;
  readonly count: number;
}

const NONE: LossSum = { sum: 0, count: 0 };
const added = ({ sum, count }: LossSum, loss: number): LossSum => ({ sum: sum + loss, count: count + 1 });

/** Losses since the last evaluation, which checkpoints keep, and since the last report of any kind, which only the eye needs. */
export interface LossCurve {
  add(loss: number): void;
  readonly sinceEvaluation: LossSum;
  /** Means; the steps per second are those since the last report. */
  evaluation(step: number): { readonly loss: number; readonly stepsPerSecond: number };
  report(step: number): { readonly loss: number; readonly stepsPerSecond: number };
  secondsSinceReport(): number;
}

export function createLossCurve(from: number, begin: LossSum = NONE): LossCurve {
  let sinceEvaluation = begin;
  let sinceReport = NONE;
  let last = { step: from, at: performance.now() };
  const secondsSinceReport = () => (performance.now() - last.at) / 1000;
  const close = (step: number, { sum, count }: LossSum) => {
    const stepsPerSecond = (step - last.step) / Math.max(1e-3, secondsSinceReport());
    sinceReport = NONE;
    last = { step, at: performance.now() };
    return { loss: count > 0 ? sum / count : 0, stepsPerSecond };
  };
  return {
    add(loss) {
      sinceEvaluation = added(sinceEvaluation, loss);
      sinceReport = added(sinceReport, loss);
    },
    get sinceEvaluation() {
      return sinceEvaluation;
    },
    evaluation(step) {
      const means = close(step, sinceEvaluation);
      sinceEvaluation = NONE;
      return means;
    },
    report: (step) => close(step, sinceReport),
    secondsSinceReport,
  };
}
