import {
  bestOf,
  digits,
  type Explanation,
  type LessonEvaluation,
  type LessonView,
  type Scene,
  type Thought,
} from "../../../core/strategy/lesson.ts";
import { meanOf } from "../../../core/statistics.ts";

const IN_SEARCH =
  "Each axis becomes a number of the training, such as the learning rate or a penalty. The height becomes 1 − mean IoU. A batch is trained side by side; a training that fails counts as the worst score, so the surrogate leans away from it.";

/** blackbox.py: an even cover, then minima of a surrogate that keep their distance (spec 1.6). */
export function explainBlackbox({ options, total, evaluations: steps }: LessonView): Explanation {
  const [last, best] = [steps.at(-1), bestOf(steps)];
  const calls = steps.filter(isSubsequent);
  const misses = calls.map(({ value, reason }) => Math.abs(value - Number(reason.numbers!.surrogate)));
  return {
    steps: thoughts(last, total),
    scene: sceneOf(steps, last),
    points: `points, ${steps.length}`,
    summary:
      misses.length > 0
        ? `Surrogate off by ${digits(misses.at(-1)!)} here, ${digits(meanOf(misses))} on average`
        : best
          ? `Best ${digits(best.value)}`
          : "",
    inSearch: IN_SEARCH,
    suggestions: [
      {
        text: "Propose one at a time. What does a batch cost?",
        change: { strategy: { id: "blackbox", options: { ...options, batch: 1 } } },
      },
      { text: "Switch to Rastrigin. What does the surrogate make of it?", change: { on: "rastrigin-2d" } },
      {
        text: "Use the first generation, which scales distances.",
        change: { strategy: { id: "blackbox", options: { ...options, generation: "A" } } },
      },
    ],
  };
}

const isSubsequent = ({ reason }: LessonEvaluation): boolean => reason.numbers?.phase === "subsequent";

function thoughts(last: LessonEvaluation | undefined, total: number): readonly Thought[] {
  const open = (title: string, text: string): Thought => ({ title, text, state: "open" });
  if (!last || !isSubsequent(last)) {
    return [
      {
        title: "Cover the box evenly",
        text: last
          ? `${last.reason.text} Its value is ${digits(last.value)}.`
          : `With half of the ${total} evaluations, before anything is known.`,
        state: last ? "current" : "open",
      },
      open("Then fit a surrogate through all values", "A smooth function that is cheap to ask."),
      open("Keep away from known points", "By a radius that shrinks to nothing at the last evaluation."),
      open("Go downhill from a random start", "The random start is what spreads a batch."),
    ];
  }
  const { batch, radius, surrogate } = last.reason.numbers!;
  const [r, isCovered] = [Number(radius), Number(last.reason.numbers!.slack) < -1e-5];
  return [
    {
      title: "Fit a surrogate through all values",
      text: `Of all batches before batch ${batch}, whose proposals all come from this one surrogate.`,
      state: "done",
    },
    {
      title: "Keep away from known points",
      text:
        r === 0
          ? "The radius has come down to 0: the last one may lie anywhere."
          : isCovered
            ? `A radius of ${digits(r)} leaves no room, so the place farthest from all points is taken.`
            : `By ${digits(r)}, with every axis from 0 to 1; it shrinks to 0.`,
      state: "done",
    },
    {
      title: "Go downhill from a random start",
      text: `The surrogate expects ${digits(Number(surrogate))} at the end of the line.`,
      state: "done",
    },
    {
      title: "Ask the function",
      text: `It gives ${digits(last.value)}, ${digits(Math.abs(last.value - Number(surrogate)))} ${last.value < Number(surrogate) ? "less" : "more"} than expected.`,
      state: "current",
    },
  ];
}

function sceneOf(steps: readonly LessonEvaluation[], last: LessonEvaluation | undefined): Scene {
  const { batch, radius } = last?.reason.numbers ?? {};
  const earlier = steps.slice(0, -1);
  const isSameBatch = ({ reason }: LessonEvaluation) =>
    last !== undefined && isSubsequent(last) && reason.numbers?.batch === batch;
  const start = last?.reason.points?.start;
  return {
    points: earlier.filter((step) => !isSameBatch(step)).map(({ x }) => x),
    batch: earlier.filter(isSameBatch).map(({ x }) => x),
    lines: start ? [{ from: start, to: last.x, isStrong: true }] : [],
    squares: start ? [{ at: start, text: "start" }] : [],
    named: [],
    radius: Number(radius ?? 0),
  };
}
