import { bestOf, digits, type Explain } from "../../core/strategy/lesson.ts";

/** For strategies whose proposals do not depend on values. */
export const explainCover =
  (summary: string): Explain =>
  ({ seed, evaluations: steps }) => {
    const [last, best] = [steps.at(-1), bestOf(steps)];
    const isBest = last !== undefined && last === best;
    return {
      steps: [
        { title: "Take the next point", text: last?.reason.text ?? summary, state: last ? "done" : "open" },
        {
          title: "Look at its value",
          text:
            last && best
              ? `It is ${digits(last.value)}; ${isBest ? "the best so far." : `the best so far is ${digits(best.value)}, of evaluation ${best.index + 1}.`}`
              : "Nothing else is remembered.",
          state: last ? "current" : "open",
        },
      ],
      scene: { points: steps.slice(0, -1).map(({ x }) => x), batch: [], lines: [], squares: [], named: [], radius: 0 },
      points: `points, ${steps.length}`,
      summary: best ? `Best ${digits(best.value)}` : "",
      inSearch:
        "Each axis becomes one choice of the space. What was learnt from earlier networks is not used, so every other strategy has to be better than this one to be worth its rules.",
      suggestions: [
        { text: "Switch to five variables. How much worse does it get?", change: { on: "sphere-5d" } },
        { text: "Take another seed. How much is luck?", change: { seed: seed + 1 } },
      ],
    };
  };
