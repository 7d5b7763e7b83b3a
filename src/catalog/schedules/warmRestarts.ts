import { float, int } from "../../core/options.ts";
import { defineSchedule } from "./schedule.ts";

/** Restarts after 10 and 30 epochs, so that 30 epochs end at the lowest rate. */
const EPOCHS = 30;
/** First periods in two of them: the second is twice as long. */
const PERIODS = 3;

/**
 * Cosine annealing with warm restarts (Loshchilov and Hutter 2017, arXiv:1608.03983), every period longer than the last, under a
 * rate that decays by epochs once it has been held (Xu et al. 2020; the combined reading of spec 3.6). An epoch is a number of updates.
 */
export default defineSchedule({
  id: "warm-restarts",
  label: "Cosine with restarts",
  options: {
    epoch: int("Steps per epoch of the schedule", 1, 1e6, 20, { log: true }),
    period: int("Epochs to the first restart", 1, 10_000, 10),
    growth: float("Growth of the period", 1, 10, 2),
    held: int("Epochs before decay", 0, 100_000, 50),
    decay: float("Decay per epoch", 0.01, 1, 0.98),
    floor: float("Lowest share", 0, 1, 0.01),
  },
  /** Never a restart before the end: the last steps of a training would be those of the highest rate, which undo what it has learnt. */
  laidOutOver(steps) {
    const [one, other] = [Math.floor, Math.ceil].map((round) => twoPeriods(Math.max(1, round(steps / EPOCHS)), steps));
    return one!.end <= other!.end ? one!.options : other!.options;
  },
  factor({ done }, { epoch, period, growth, held, decay, floor }) {
    const now = done / epoch;
    const highest = Math.max(floor, decay ** Math.max(0, Math.floor(now) - held));
    return floor + ((highest - floor) * (1 + Math.cos(Math.PI * shareOfPeriod(now, period, growth)))) / 2;
  },
});

/** How much of its period has passed; periods are `first`, `first`·growth, ... epochs. */
function shareOfPeriod(epochs: number, first: number, growth: number): number {
  let [passed, length] = [0, first];
  while (epochs >= passed + length) {
    passed += length;
    length *= growth;
  }
  return (epochs - passed) / length;
}

/** Two periods, the second twice as long, of whole epochs of so many steps, and where they end: at the last step or soon after it. */
function twoPeriods(epoch: number, steps: number) {
  const period = Math.ceil(steps / (PERIODS * epoch));
  return { options: { epoch, period }, end: PERIODS * epoch * period };
}
